import { createHash } from "node:crypto";
import { inArray } from "drizzle-orm";
import { database } from "~/db/client";
import { isConfirmed } from "~/db/endpoint-settings";
import { panels, tests } from "~/db/schema/compendium";
import { withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { may } from "../policy";
import { csvOf } from "../spreadsheet/write";
import { findConfiguration } from "./commands";
import { findEndpoint } from "./endpoints";
import { handOver, takesFiles } from "./hand-over";

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
  if (!takesFiles(endpoint)) {
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
  const stopped = await handOver(endpoint, { name: file, bytes });
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
