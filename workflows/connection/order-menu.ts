import { createHash } from "node:crypto";
import { inArray } from "drizzle-orm";
import { database } from "~/db/client";
import { type EndpointOver, isConfirmed, isOver, sftpSettings } from "~/db/endpoint-settings";
import { allowedNetworks } from "~/db/queries/allowed-networks";
import { placeHostedFile } from "~/db/queries/place-hosted-file";
import { panels, tests } from "~/db/schema/compendium";
import { withTransaction } from "~/db/transaction";
import { vettedAddress } from "~/engine/transports/network/vetted-address";
import { connectSftp } from "~/engine/transports/sftp";
import type { Actor } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { may } from "../policy";
import { csvOf } from "../spreadsheet/write";
import { findConfiguration } from "./commands";
import { findEndpoint } from "./endpoints";

/**
 * Hands the order menu (the practice's codes, the lab's codes, the names) to the EMR as a CSV file in the folder where
 * results arrive, read back after the drop. The same menu is the same file, so sending it twice leaves one.
 */
export async function sendOrderMenu(
  actor: Actor,
  row: ConnectionRow,
): Promise<{ kind: "done"; file: string; codes: number } | Refusal> {
  if (!may(actor, "connection.configure", row)) return { kind: "forbidden" };
  const [configuration, endpoint] = await Promise.all([findConfiguration(row), findEndpoint(row.id, "emr")]);
  if (!endpoint || !isConfirmed(endpoint) || !configuration) {
    return { kind: "refused", code: "no-endpoint", message: "The EMR side is not set up yet." };
  }
  if (!isOver(endpoint, "sftp") && !isOver(endpoint, "hosted-sftp")) {
    const message = "The order menu is sent as a file over SFTP; this EMR is reached another way.";
    return { kind: "refused", code: "no-folder", message };
  }
  const codes = configuration.codeMap.map((entry) => entry.labCode);
  if (codes.length === 0) return { kind: "refused", code: "no-codes", message: "Map at least one code first." };
  const [testRows, panelRows] = await Promise.all([
    database().select({ code: tests.code, name: tests.name }).from(tests).where(inArray(tests.code, codes)),
    database().select({ code: panels.code, name: panels.name }).from(panels).where(inArray(panels.code, codes)),
  ]);
  const names = new Map([...testRows, ...panelRows].map((one) => [one.code, one.name]));
  const lines = configuration.codeMap.map((entry) => [entry.emrCode, entry.labCode, names.get(entry.labCode) ?? ""]);
  const bytes = Buffer.from(csvOf([["emr_code", "lab_code", "name"], ...lines]), "utf8");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = `order-menu-${sha256.slice(0, 12)}.csv`;
  const stopped = isOver(endpoint, "sftp")
    ? await dropAt(endpoint, file, bytes, sha256)
    : // The name is the hash of what is in it: a file of that name is this menu.
      void (await placeHostedFile({ account: endpoint.reach.account, name: file, bytes }));
  if (stopped) return stopped;
  await withTransaction(async (tx) => {
    tx.audit({
      chain: row.id,
      actor: actor.id,
      action: "connection.sendOrderMenu",
      objectId: row.id,
      outcome: "done",
      meta: { file, codes: codes.length },
    });
    tx.notify(`connection:${row.id}`);
  });
  return { kind: "done", file, codes: codes.length };
}

/** Why the file is not at the partner's server, if it is not. */
async function dropAt(
  endpoint: EndpointOver<"sftp">,
  name: string,
  bytes: Buffer,
  sha256: string,
): Promise<Refusal | undefined> {
  const folder = endpoint.reach.dropDirectory;
  if (folder === null) return { kind: "refused", code: "no-folder", message: "There is no folder we drop into." };
  try {
    const address = await vettedAddress(endpoint.reach.host, await allowedNetworks());
    const session = await connectSftp(
      { ...sftpSettings(endpoint), address },
      { connectMs: 10_000, operationMs: 10_000 },
    );
    try {
      const dropped = await session.drop(
        folder,
        { name, bytes, sha256, epoch: 0 },
        { beforeRename: async () => undefined },
      );
      return dropped.kind === "conflict" ? { kind: "refused", code: "conflict", message: dropped.why } : undefined;
    } finally {
      await session.close();
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : "The EMR's server did not answer.";
    return { kind: "refused", code: "unreachable", message };
  }
}
