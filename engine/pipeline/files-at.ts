import { type EndpointOver, sftpSettings } from "~/db/endpoint-settings";
import { type DropFile, type DropResult, type SftpSession, withSession } from "~/engine/transports/sftp";
import { followHostKey } from "./follow-host-key";
import { hostedFilesOf } from "./hosted-files";
import type { Means } from "./means";

/** Files at a far end, wherever they really are. Our own server keeps which message a file holds. */
export type Files = Omit<SftpSession, "close" | "drop" | "hostKeySha256"> & {
  drop(
    directory: string,
    file: DropFile & { messageId?: string },
    hooks: { beforeRename: () => Promise<void> },
  ): Promise<DropResult>;
};

type FileEndpoint = EndpointOver<"sftp" | "hosted-sftp">;

/** The folders of a far end as we see them; null where nothing goes that way. Without an archive, taken files are deleted. */
export function foldersOf({ reach }: FileEndpoint): { [folder in "pickup" | "drop" | "archive"]: string | null } {
  return reach.transport === "sftp"
    ? { pickup: reach.pickupDirectory, drop: reach.dropDirectory, archive: reach.archiveDirectory }
    : { pickup: "to-lab", drop: "from-lab", archive: null };
}

/** Runs `work` on the files of an endpoint: on its SFTP server, or on the account of our own. */
export async function withFiles<T>(
  means: Means,
  endpoint: FileEndpoint,
  work: (files: Files) => Promise<T>,
): Promise<T> {
  const { reach } = endpoint;
  if (reach.transport === "hosted-sftp") return work(hostedFilesOf(reach.account));
  const overSftp = { ...endpoint, reach };
  return withSession(means.sftp, endpoint.id, sftpSettings(overSftp), async (session) => {
    await followHostKey(overSftp, session.hostKeySha256);
    return work(session);
  });
}
