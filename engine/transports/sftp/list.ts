import type { Folders, IgnoreReason, Listing, ListOptions, RemoteFile } from "./contract";
import { isSafeName, isUnfinishedName, matcherOf } from "./names";
import {
  type Attributes,
  closeFile,
  fileType,
  isFolder,
  look,
  openFolder,
  readFolder,
  remoteFile,
} from "./remote-file";
import type { Wire } from "./wire";

/** A folder full of entries we ignore must not make one listing endless. */
const ENTRIES_LOOKED_AT_PER_WANTED = 10;
const ENTRIES_ALWAYS_LOOKED_AT = 10_000;

/** The plain regular files of a folder; see `Listing`. A missing folder throws `no-such-folder`. */
export async function listFiles(wire: Wire, directory: string, options: ListOptions): Promise<Listing> {
  const where = directory === "" ? "." : directory;
  const matches = matcherOf(options.pattern);
  const limit = Math.max(ENTRIES_ALWAYS_LOOKED_AT, options.maxEntries * ENTRIES_LOOKED_AT_PER_WANTED);
  const files = new Map<string, RemoteFile>();
  const ignored = new Map<IgnoreReason, number>();
  let seen = 0;
  const truncated = await eachEntry(wire, where, async (filename, attrs) => {
    if (seen >= limit || (files.size >= options.maxEntries && !files.has(filename))) return "enough";
    seen++;
    const reason = nameReason(filename, matches);
    // Some servers send no mode with a listing; those names get a look of their own.
    const attributes = reason ? undefined : await complete(wire, where, filename, attrs);
    const refused = reason ?? (attributes && fileType(attributes) !== "other" ? undefined : "not-a-file");
    if (refused) ignored.set(refused, (ignored.get(refused) ?? 0) + 1);
    else files.set(filename, remoteFile(filename, attributes ?? {}));
    return undefined;
  });
  return {
    files: [...files.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    ignored: [...ignored].map(([reason, count]) => ({ reason, count })),
    truncated,
  };
}

/** The folders right below a folder, links not followed. A missing folder throws `no-such-folder`. */
export async function listFolders(
  wire: Wire,
  directory: string,
  { maxEntries }: { maxEntries: number },
): Promise<Folders> {
  const where = directory === "" ? "." : directory;
  const names = new Set<string>();
  let seen = 0;
  const truncated = await eachEntry(wire, where, async (name, attrs) => {
    if (seen >= ENTRIES_ALWAYS_LOOKED_AT || (names.size >= maxEntries && !names.has(name))) return "enough";
    seen++;
    if (!isSafeName(name) || name.startsWith(".")) return undefined;
    const attributes = await complete(wire, where, name, attrs);
    if (attributes && isFolder(attributes)) names.add(name);
    return undefined;
  });
  return { names: [...names].sort(), truncated };
}

/** Goes through a folder until `look` has seen enough; true when it has not seen all. */
async function eachEntry(
  wire: Wire,
  where: string,
  look: (name: string, attributes: Attributes) => Promise<"enough" | undefined>,
): Promise<boolean> {
  const handle = await openFolder(wire, where);
  try {
    for (;;) {
      const entries = await readFolder(wire, handle, where);
      if (!entries) return false;
      for (const { filename, attrs } of entries) if ((await look(filename, attrs)) === "enough") return true;
    }
  } finally {
    if (wire.alive) await closeFile(wire, handle, where);
  }
}

function nameReason(name: string, matches: (name: string) => boolean): IgnoreReason | undefined {
  if (!isSafeName(name)) return "unsafe-name";
  if (name.startsWith(".")) return "hidden";
  if (isUnfinishedName(name)) return "unfinished";
  return matches(name) ? undefined : "other-pattern";
}

async function complete(
  wire: Wire,
  directory: string,
  name: string,
  attributes: Attributes,
): Promise<Attributes | undefined> {
  if (wire.quirks.noStat || (fileType(attributes) !== "unknown" && attributes.size !== undefined)) return attributes;
  const own = await look(wire, directory, name);
  return own && { ...attributes, ...defined(own) };
}

const defined = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    (["size", "mtime", "mode"] as const).flatMap((key) =>
      attributes[key] === undefined ? [] : [[key, attributes[key]]],
    ),
  );
