import { createHash } from "node:crypto";
import { type EndpointOver, type EndpointRow, isConfirmed, isOver, sftpSettings } from "~/db/endpoint-settings";
import { allowedNetworks } from "~/db/queries/allowed-networks";
import { placeHostedFile } from "~/db/queries/place-hosted-file";
import { vettedAddress } from "~/engine/transports/network/vetted-address";
import { connectSftp } from "~/engine/transports/sftp";
import type { Refusal } from "../dispatch";

/** Whether files can be left for this far end: in a folder of its server, or of ours. */
export const takesFiles = (endpoint: EndpointRow): endpoint is EndpointOver<"sftp"> | EndpointOver<"hosted-sftp"> =>
  isOver(endpoint, "sftp") || isOver(endpoint, "hosted-sftp");

/**
 * Leaves a file that is no message with the EMR, in the folder where results arrive, read back after the drop. The same
 * file under the same name is left once however often it is handed over; another one under that name is refused.
 */
export async function handOver(
  endpoint: EndpointRow,
  { name, bytes }: { name: string; bytes: Buffer },
): Promise<Refusal | undefined> {
  if (!isConfirmed(endpoint)) {
    return { kind: "refused", code: "no-endpoint", message: "Nobody has confirmed the key of the EMR's server yet." };
  }
  if (isOver(endpoint, "sftp")) return dropAt(endpoint, name, bytes);
  if (isOver(endpoint, "hosted-sftp")) {
    await placeHostedFile({ account: endpoint.reach.account, name, bytes });
    return undefined;
  }
  return { kind: "refused", code: "no-folder", message: "This EMR is reached in a way that takes no files." };
}

/** Why the file is not at the partner's server, if it is not. */
async function dropAt(endpoint: EndpointOver<"sftp">, name: string, bytes: Buffer): Promise<Refusal | undefined> {
  const folder = endpoint.reach.dropDirectory;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
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
