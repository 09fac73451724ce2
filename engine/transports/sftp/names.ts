import { posix } from "node:path";
import { TransportError } from "../transport-error";

/** Longest name a drop may have: the temp name adds a dot, the epoch and `.part`, and servers stop at 255 bytes. */
export const MAX_DROP_NAME_BYTES = 220;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not pass
const UNSAFE = /[/\\\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufffd]/;

/** A plain basename that cannot leave its folder, hide itself in a log line, or be read differently by the server. */
export const isSafeName = (name: string): boolean =>
  name !== "" && name !== "." && name !== ".." && Buffer.byteLength(name) <= 255 && !UNSAFE.test(name);

/** What stands in a message may not make folders or hide in a log line: each such character becomes `_`. */
export const withoutUnsafe = (text: string): string => text.replace(new RegExp(UNSAFE, "g"), "_");

/** The path of `name` in `directory`. Throws `unsafe-name` for anything but a plain basename. */
export function pathOf(directory: string, name: string): string {
  if (!isSafeName(name)) {
    throw new TransportError("permanent", "unsafe-name", "The file name is not a plain safe name.");
  }
  return posix.join(directory === "" ? "." : directory, name);
}

/** Hidden and ending in `.part`, so that no partner's filter takes it; the epoch keeps two owners apart. */
export const tempNameOf = (name: string, epoch: number): string => `.${name}.${epoch}.part`;

/**
 * The name of the sign beside a file: `{name}` in the pattern stands for the file's name, `{stem}` for that without its
 * ending.
 */
export const signNameOf = (pattern: string, name: string): string =>
  pattern.replace(/\{(name|stem)\}/g, (_, which: string) =>
    which === "name" ? name : name.replace(/(?<=.)\.[^.]*$/, ""),
  );

/** Names of signs as `matcherOf` takes them. */
export const signGlobOf = (pattern: string): string => pattern.replace(/\{(name|stem)\}/g, "*");

/** Whether a name says that its writer has not finished. */
export const isUnfinishedName = (name: string): boolean => /\.(tmp|part|filepart)$/i.test(name);

/** Tests names against comma-separated `*`/`?` patterns, ignoring case, in time linear in the name for each star. */
export function matcherOf(pattern: string | undefined): (name: string) => boolean {
  const globs = (pattern ?? "").split(",").flatMap((part) => part.trim().toLowerCase() || []);
  return globs.length === 0 ? () => true : (name) => globs.some((glob) => matches(glob, name.toLowerCase()));
}

function matches(glob: string, name: string): boolean {
  let g = 0;
  let n = 0;
  let star = -1;
  let retry = 0;
  while (n < name.length) {
    if (glob[g] === "*") {
      star = g++;
      retry = n;
    } else if (g < glob.length && (glob[g] === "?" || glob[g] === name[n])) {
      g++;
      n++;
    } else if (star >= 0) {
      g = star + 1;
      n = ++retry;
    } else return false;
  }
  while (glob[g] === "*") g++;
  return g === glob.length;
}
