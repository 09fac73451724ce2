import { posix } from "node:path";
import type { EndpointOver } from "~/db/endpoint-settings";
import { matcherOf, type RemoteFile, signGlobOf, signNameOf } from "~/engine/transports/sftp";
import { TransportError } from "~/engine/transports/transport-error";
import { type Files, foldersOf } from "./files-at";

/** What a pickup offers now: the files of its folders which their sender says are whole. */
export type Offer = {
  /** Named by their path below the pickup folder. */
  files: RemoteFile[];
  /** There may be more than was looked at. */
  truncated: boolean;
  /** A folder that should be looked into and is not there; the others were looked into all the same. */
  absent: TransportError | undefined;
};

type FileEndpoint = EndpointOver<"sftp" | "hosted-sftp">;

/** Every folder is looked into at every look, so there may not be any number of them. */
const foldersAtMost = 100;
const listingsAtOnce = 8;

/**
 * Lists the pickup folder and those below it that the settings name.
 *
 * @throws TransportError as the transport does; `too-many-folders` when every folder is to be looked into
 */
export async function lookIn(endpoint: FileEndpoint, session: Files, maxEntries: number): Promise<Offer> {
  const { pickup } = foldersOf(endpoint);
  const pattern = patternOf(endpoint);
  const offer: Offer = { files: [], truncated: false, absent: undefined };
  if (pickup === null) return offer;
  const rest = ["", ...(await subfoldersOf(endpoint, session, pickup))].values();
  const listOn = async () => {
    for (const folder of rest) {
      try {
        const listing = await session.list(posix.join(pickup, folder), { pattern, maxEntries });
        const whole = wholeBySign(endpoint, listing.files);
        offer.files.push(...whole.map((file) => ({ ...file, name: posix.join(folder, file.name) })));
        if (listing.truncated) offer.truncated = true;
      } catch (error) {
        if (folder === "" || !isAbsent(error)) throw error;
        offer.absent = error;
      }
    }
  };
  await Promise.all(Array.from({ length: listingsAtOnce }, listOn));
  offer.files.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (offer.files.length > maxEntries) {
    offer.files.length = maxEntries;
    offer.truncated = true;
  }
  return offer;
}

const isAbsent = (error: unknown): error is TransportError =>
  error instanceof TransportError && error.code === "no-such-folder";

async function subfoldersOf({ reach }: FileEndpoint, session: Files, pickup: string): Promise<string[]> {
  if (reach.transport !== "sftp") return [];
  if (reach.subfolders[0] !== "*") return reach.subfolders;
  const { archiveDirectory, dropDirectory } = reach;
  const found = await session.folders(pickup, { maxEntries: foldersAtMost });
  if (found.truncated) {
    const message = `${pickup} holds more than ${foldersAtMost} folders. Name those to look into in the settings.`;
    throw new TransportError("permanent", "too-many-folders", message);
  }
  // What we put somewhere ourselves is not picked up.
  const ours = new Set([archiveDirectory ?? "", dropDirectory ?? ""].map((path) => posix.join(path, ".")));
  return found.names.filter((name) => !ours.has(posix.join(pickup, name)));
}

/** What is listed: the files, and the signs beside them. */
const patternOf = ({ reach }: FileEndpoint): string =>
  reach.transport === "sftp" && reach.completion === "done-file"
    ? `${reach.filePattern}, ${signGlobOf(reach.doneSign)}`
    : reach.filePattern;

/** The files their sender says are whole: all, or those with a sign beside them where the sender gives one. */
function wholeBySign({ reach }: FileEndpoint, files: readonly RemoteFile[]): readonly RemoteFile[] {
  if (reach.transport !== "sftp" || reach.completion !== "done-file") return files;
  const names = new Set(files.map((file) => file.name));
  const isSign = matcherOf(signGlobOf(reach.doneSign));
  return files.filter((file) => !isSign(file.name) && names.has(signNameOf(reach.doneSign, file.name)));
}
