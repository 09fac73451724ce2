import { posix } from "node:path";
import type { EndpointOver } from "~/db/endpoint-settings";
import type { inboundFiles } from "~/db/schema/messages";
import { signNameOf } from "~/engine/transports/sftp";
import { foldersOf } from "./files-at";

/** Where files of a pickup lie. A record names a file by its path below the pickup folder, at most one folder deep. */
export type FileEndpoint = EndpointOver<"sftp" | "hosted-sftp">;
type Place = { directory: string; name: string };
type Named = Pick<typeof inboundFiles.$inferSelect, "id" | "name">;

/** Files that were moved aside to be read; hidden, so that no reader lists it. */
const asideFolder = ".processing";
/** Servers stop at 255 bytes. */
const longestName = 255;

export const asideOf = (endpoint: FileEndpoint): string => posix.join(pickupOf(endpoint), asideFolder);

/** A file that is on record came from a pickup folder. */
const pickupOf = (endpoint: FileEndpoint): string => foldersOf(endpoint).pickup ?? "";

/** What a file is called while it is aside: nobody else's claim has this name, and people still recognise it. */
export function claimNameOf({ id, name }: Named): string {
  const readable = `${id}.${posix.basename(name)}`;
  return Buffer.byteLength(readable) <= longestName ? readable : id;
}

/** Where its sender put a file. */
export function originOf(endpoint: FileEndpoint, { name }: { name: string }): Place {
  return { directory: posix.join(pickupOf(endpoint), posix.dirname(name)), name: posix.basename(name) };
}

/** Where a file lies that we are to read or to move away. */
export const placeOf = (endpoint: FileEndpoint, row: { name: string; claimedAs: string | null }): Place =>
  row.claimedAs === null ? originOf(endpoint, row) : { directory: asideOf(endpoint), name: row.claimedAs };

/** The sign beside a file that says it is whole, where its sender gives one. */
export function signOf(endpoint: FileEndpoint, row: { name: string }): Place | undefined {
  const { reach } = endpoint;
  if (reach.transport !== "sftp" || reach.completion !== "done-file") return undefined;
  const { directory, name } = originOf(endpoint, row);
  return { directory, name: signNameOf(reach.doneSign, name) };
}
