import type { Disposal, DisposeRequest, DisposeResult } from "./contract";
import { codeOf } from "./failures";
import { pathOf } from "./names";
import { type Attributes, ensureFolder, look, remove, rename } from "./remote-file";
import type { Wire } from "./wire";

/** How often a taken archive name is tried with the next number behind it. */
const ARCHIVE_NAMES = 9;

/** The server answered, and its answer was no: the right is missing, or there is no room where the file would go. */
const refusals = new Set(["permission-denied", "not-supported", "disk-full", "server-refused"]);

/**
 * Tidies up a picked-up file, provided it still is the one that was picked up. Never overwrites. A repetition after
 * a lost answer finds `gone`, which is as good as `disposed`. Its sign goes last, so that a file is never left without.
 */
export async function disposeFile(
  wire: Wire,
  directory: string,
  name: string,
  request: DisposeRequest,
): Promise<DisposeResult> {
  const result = await tidyUp(wire, directory, name, request);
  const { sign, how } = request;
  if (!sign || how.kind === "leave" || result.kind === "changed" || result.kind === "not-permitted") return result;
  try {
    await remove(wire, pathOf(sign.directory, sign.name));
    return result;
  } catch (error) {
    return asNotPermitted(error);
  }
}

async function tidyUp(
  wire: Wire,
  directory: string,
  name: string,
  { expect, how }: DisposeRequest,
): Promise<DisposeResult> {
  const path = pathOf(directory, name);
  const now = await look(wire, directory, name);
  if (!now) return { kind: "gone" };
  if (how.kind === "leave") return { kind: "disposed" };
  // Where nothing can be asked about a file, what was read is taken for what is there.
  const verdict = wire.quirks.noStat ? "same" : compare(now, expect);
  if (verdict !== "same") return verdict;
  try {
    if (how.kind === "delete") {
      await remove(wire, path);
      return { kind: "disposed" };
    }
    return await archive(wire, path, how);
  } catch (error) {
    if (codeOf(error) === "no-such-file") return { kind: "gone" };
    return asNotPermitted(error);
  }
}

/** Throws what the server did not refuse. */
function asNotPermitted(error: unknown): DisposeResult {
  const code = codeOf(error);
  if (code === undefined || !refusals.has(code)) throw error;
  return { kind: "not-permitted", why: error instanceof Error ? error.message : String(error) };
}

function compare(now: Attributes, expect: { size: number; mtime: number | null }): "same" | DisposeResult {
  if (now.size === undefined && now.mtime === undefined) {
    const why = "The server tells neither size nor time, so the file cannot be shown to be unchanged.";
    return { kind: "not-permitted", why };
  }
  const sameSize = now.size === undefined || now.size === expect.size;
  const sameTime = now.mtime === undefined || expect.mtime === null || now.mtime === expect.mtime;
  return sameSize && sameTime ? "same" : { kind: "changed" };
}

async function archive(wire: Wire, path: string, how: Extract<Disposal, { kind: "archive" }>): Promise<DisposeResult> {
  await ensureFolder(wire, how.directory);
  for (let attempt = 1; attempt <= ARCHIVE_NAMES; attempt++) {
    const archivedAs = attempt === 1 ? how.as : `${how.as}.${attempt}`;
    // Some servers overwrite on rename, so the free name is looked for first, not learned from a refusal.
    if (!wire.isOpenSsh && (await look(wire, how.directory, archivedAs))) continue;
    try {
      await rename(wire, path, pathOf(how.directory, archivedAs));
      return { kind: "disposed", archivedAs };
    } catch (error) {
      const taken = codeOf(error) === "server-refused" && (await look(wire, how.directory, archivedAs));
      if (!taken) throw error;
    }
  }
  return { kind: "not-permitted", why: `Every archive name like ${how.as} is taken.` };
}
