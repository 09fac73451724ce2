/**
 * Handing over a file where nothing can be renamed: it grows under its own name, and only the sign beside it says that it
 * is whole. The caller commits its intent before the name is made, so that from then on what lies there unfinished is
 * known as ours: the next try removes the beginning of our own bytes and writes them again. Anything else is not touched.
 */
import { failpoint } from "../failpoint";
import { TransportError } from "../transport-error";
import { compareWith, type Expected } from "./compare";
import type { Compared, DropFile, DropHooks, DropResult, RecoverResult } from "./contract";
import { codeOf } from "./failures";
import { pathOf } from "./names";
import { closeFile, createFile, flush, look, openForReading, remove } from "./remote-file";
import { readToEnd, writeAll } from "./transfer";
import type { Wire } from "./wire";

type Found =
  | { kind: "nothing" }
  | { kind: "same"; compared: Compared }
  /** The beginning of our bytes. */
  | { kind: "unfinished" }
  | { kind: "different"; why: string };

/** See `SftpSession.drop`. */
export async function dropInPlace(
  wire: Wire,
  directory: string,
  file: DropFile,
  hooks: DropHooks,
): Promise<DropResult> {
  const { name, bytes, sha256 } = file;
  const path = pathOf(directory, name);
  await failpoint("O4");
  const found = await whatIsThere(wire, directory, file);
  if (found.kind === "same") return { kind: "already-there", compared: found.compared };
  const ours = found.kind === "unfinished" && (file.earlierEpochs ?? []).length > 0;
  if (found.kind === "different" || (found.kind === "unfinished" && !ours)) {
    return {
      kind: "conflict",
      why: found.kind === "different" ? found.why : `${name} exists with other content than ours.`,
    };
  }
  await hooks.beforeRename();
  try {
    if (ours) await remove(wire, path);
    await failpoint("O6");
    const flushed = await write(wire, path, bytes);
    await failpoint("O8");
    const compared = await verify(wire, directory, name, { sha256, size: bytes.byteLength });
    if (compared !== undefined) return { kind: "dropped", movedAway: false, compared, flushed };
  } catch (error) {
    throw asAmbiguous(error, name);
  }
  return afterDoubt(wire, directory, file);
}

/** See `SftpSession.recoverDrop`. */
export async function recoverInPlace(
  wire: Wire,
  directory: string,
  file: Pick<DropFile, "name" | "bytes" | "sha256">,
): Promise<RecoverResult> {
  const found = await whatIsThere(wire, directory, file);
  switch (found.kind) {
    case "nothing":
      return { kind: "in-doubt" };
    case "same":
      return { kind: "delivered", compared: found.compared };
    case "unfinished":
      return { kind: "rename-again" };
    case "different":
      return { kind: "conflict", why: found.why };
  }
}

async function write(wire: Wire, path: string, bytes: Uint8Array): Promise<boolean> {
  const handle = await createFile(wire, path);
  try {
    await writeAll(wire, handle, path, bytes);
    return await flush(wire, handle, path);
  } finally {
    if (wire.alive) await closeFile(wire, handle, path);
  }
}

/** How far what lies there was compared; undefined when it is not what we wrote. */
async function verify(wire: Wire, directory: string, name: string, expected: Expected): Promise<Compared | undefined> {
  try {
    const standing = await look(wire, directory, name);
    const verdict = standing && (await compareWith(wire, directory, name, standing, expected));
    return verdict?.kind === "same" ? verdict.compared : undefined;
  } catch (error) {
    if (codeOf(error) === "permission-denied" || codeOf(error) === "not-supported") return "nothing";
    throw error;
  }
}

async function whatIsThere(
  wire: Wire,
  directory: string,
  { name, bytes, sha256 }: Pick<DropFile, "name" | "bytes" | "sha256">,
): Promise<Found> {
  const standing = await look(wire, directory, name);
  if (!standing) return { kind: "nothing" };
  const verdict = await compareWith(wire, directory, name, standing, { sha256, size: bytes.byteLength });
  if (verdict.kind === "same") return verdict;
  return (await isBeginning(wire, directory, name, bytes)) ? { kind: "unfinished" } : verdict;
}

async function isBeginning(wire: Wire, directory: string, name: string, bytes: Uint8Array): Promise<boolean> {
  const path = pathOf(directory, name);
  const handle = await openForReading(wire, path);
  try {
    const there = await readToEnd(wire, handle, path, 0, bytes.byteLength);
    return there?.equals(bytes.subarray(0, there.length)) === true;
  } finally {
    if (wire.alive) await closeFile(wire, handle, path).catch(() => undefined);
  }
}

/** What was written is not there as it was written: the receiver took it before its sign, or it arrived short. */
async function afterDoubt(wire: Wire, directory: string, file: DropFile): Promise<never> {
  const found = await whatIsThere(wire, directory, file);
  const seen = found.kind === "nothing" ? "is gone before its sign was put" : "did not arrive whole";
  throw new TransportError("ambiguous", "write-unclear", `${file.name} was written and ${seen}.`);
}

function asAmbiguous(error: unknown, name: string): TransportError {
  const seen = error instanceof Error ? ` ${error.message}` : "";
  return new TransportError("ambiguous", "write-unclear", `${name} was being written when it failed.${seen}`, error);
}
