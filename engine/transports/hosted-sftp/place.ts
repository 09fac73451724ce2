import { posix } from "node:path";
import { isSafeName } from "../sftp/names";
import { HOSTED_FOLDERS, type HostedFolder } from "./contract";
import { Refusal } from "./refusal";

/** What a path a partner writes can mean: the top, one of its folders, or a file in one. */
export type Place = { kind: "top" } | { kind: "folder"; folder: HostedFolder } | FilePlace;
export type FilePlace = { kind: "file"; folder: HostedFolder; name: string };

/** The path as it is shown and recorded: absolute, without `.` and `..`. */
export const shownPath = (path: string): string => posix.normalize(`/${path}`).replace(/(.)\/$/, "$1");

/** @throws Refusal for a path outside the account's folders or a name we do not keep */
export function placeOf(path: string): Place {
  const [folder, name, ...deeper] = shownPath(path).split("/").filter(Boolean);
  if (folder === undefined) return { kind: "top" };
  const known = HOSTED_FOLDERS.find((one) => one === folder);
  if (!known) throw new Refusal("no-such-file", `There are two folders here: ${HOSTED_FOLDERS.join(" and ")}.`);
  if (name === undefined) return { kind: "folder", folder: known };
  if (deeper.length > 0) throw new Refusal("no-such-file", "There are no folders below.");
  if (!isSafeName(name)) throw new Refusal("permission-denied", "That file name cannot be used.");
  return { kind: "file", folder: known, name };
}

/** @throws Refusal when the path is no file's */
export function filePlace(path: string): FilePlace {
  const place = placeOf(path);
  if (place.kind !== "file") throw new Refusal("permission-denied", "That is a folder.");
  return place;
}
