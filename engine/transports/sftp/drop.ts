/**
 * Handing over one file: the receiver sees it whole or not at all, and nothing is ever overwritten.
 *
 * Order: look at the final name, remove our stale temp, write a temp nobody's filter takes, flush, verify, let the
 * caller commit its intent, rename, look again. Only between the rename request and its answer can the outcome be
 * unknown; `recoverDrop` settles that from the two names.
 */
import { failpoint } from "../failpoint";
import { TransportError } from "../transport-error";
import { compareWith, sha256Of } from "./compare";
import type { Compared, DropFile, DropHooks, DropResult, RecoverResult } from "./contract";
import { dropInPlace, recoverInPlace } from "./drop-in-place";
import { putSign } from "./drop-sign";
import { codeOf } from "./failures";
import { isSafeName, MAX_DROP_NAME_BYTES, pathOf, tempNameOf } from "./names";
import {
  closeFile,
  createFile,
  ensureFolder,
  flush,
  forgetFolders,
  look,
  lookAtOpen,
  remove,
  rename,
} from "./remote-file";
import { writeAll } from "./transfer";
import type { Wire } from "./wire";

/** Up to this size the temp is read back and hashed before the rename. */
const READ_BACK_BYTES = 1024 * 1024;

/** See `SftpSession.drop`. */
export async function dropFile(wire: Wire, directory: string, file: DropFile, hooks: DropHooks): Promise<DropResult> {
  check(file);
  try {
    for (const folder of file.makeFolders ?? []) await ensureFolder(wire, folder);
    const result = await (wire.quirks.noRename ? dropInPlace : dropByRename)(wire, directory, file, hooks);
    if (result.kind !== "conflict") await putSign(wire, directory, file.sign);
    return result;
  } catch (error) {
    // A folder that was there may have been removed meanwhile.
    if (codeOf(error) === "no-such-folder") forgetFolders(wire);
    throw error;
  }
}

async function dropByRename(wire: Wire, directory: string, file: DropFile, hooks: DropHooks): Promise<DropResult> {
  const { name } = file;
  const expected = expectedOf(file);
  const temp = tempNameOf(name, file.epoch);
  const brief = isBrief(wire, file);
  if (!brief) {
    await failpoint("O5");
    for (const epoch of new Set([...(file.earlierEpochs ?? []), file.epoch])) {
      await removeStale(wire, pathOf(directory, tempNameOf(name, epoch)));
    }
  }
  await failpoint("O4");
  const standing = brief ? undefined : await look(wire, directory, name);
  if (standing) {
    const verdict = await compareWith(wire, directory, name, standing, expected);
    return verdict.kind === "same"
      ? { kind: "already-there", compared: verdict.compared }
      : { kind: "conflict", why: verdict.why };
  }
  let written: { flushed: boolean; compared: Compared };
  try {
    written = await writeTemp(wire, directory, temp, file, brief);
  } catch (error) {
    await sweep(wire, directory, temp);
    throw error;
  }
  // Should this throw, the temp stays: the intent may have been committed all the same, and a recovery that finds the
  // temp knows that the rename never happened.
  await hooks.beforeRename();
  await failpoint("O9");
  try {
    await rename(wire, pathOf(directory, temp), pathOf(directory, name));
  } catch (error) {
    return afterRefusedRename(wire, directory, file, temp, error);
  }
  await failpoint("O10");
  if (brief) return { kind: "dropped", movedAway: false, ...written };
  const movedAway = await isMovedAway(wire, directory, file, temp);
  provenDrops.add(wire);
  return { kind: "dropped", movedAway, ...written };
}

/** Connections on which a drop was read back and found under its final name. */
const provenDrops = new WeakSet<Wire>();

/**
 * The first try of a small file on a server whose yes and no can be believed, after a drop on this connection has shown
 * that what is written comes back the same: then a rename over a standing file is refused, and the size is enough.
 */
const isBrief = (wire: Wire, file: DropFile): boolean =>
  wire.isOpenSsh && provenDrops.has(wire) && !file.earlierEpochs?.length && file.bytes.byteLength <= READ_BACK_BYTES;

/** See `SftpSession.recoverDrop`. */
export async function recoverDropped(wire: Wire, directory: string, file: DropFile): Promise<RecoverResult> {
  const found = wire.quirks.noRename
    ? await recoverInPlace(wire, directory, file)
    : await recoverRenamed(wire, directory, file);
  if (found.kind === "delivered") await putSign(wire, directory, file.sign);
  return found;
}

/** Removes the temp when the final name already holds the file. */
async function recoverRenamed(wire: Wire, directory: string, file: DropFile): Promise<RecoverResult> {
  const temp = tempNameOf(file.name, file.epoch);
  const standing = await look(wire, directory, file.name);
  const left = await look(wire, directory, temp);
  if (standing) {
    const verdict = await compareWith(wire, directory, file.name, standing, expectedOf(file));
    if (verdict.kind === "different") return { kind: "conflict", why: verdict.why };
    // A server that renames by link and unlink can leave both names behind.
    if (left) await sweep(wire, directory, temp);
    return { kind: "delivered", compared: verdict.compared };
  }
  return left ? { kind: "rename-again" } : { kind: "in-doubt" };
}

const expectedOf = ({ sha256, bytes }: DropFile) => ({ sha256, size: bytes.byteLength });

function check(file: DropFile): void {
  if (!isSafeName(file.name) || file.name.startsWith(".") || Buffer.byteLength(file.name) > MAX_DROP_NAME_BYTES) {
    throw new TransportError("permanent", "unsafe-name", "The file name is not a plain safe name.");
  }
  if (sha256Of(file.bytes) !== file.sha256) {
    throw new TransportError("permanent", "bytes-do-not-match", "The bytes to deliver do not match their own hash.");
  }
}

/** An account that may not delete can still drop: creating the temp fails if a stale one of this epoch is in the way. */
async function removeStale(wire: Wire, path: string): Promise<void> {
  try {
    await remove(wire, path);
  } catch (error) {
    if (codeOf(error) !== "permission-denied" && codeOf(error) !== "not-supported") throw error;
  }
}

async function writeTemp(
  wire: Wire,
  directory: string,
  temp: string,
  { bytes, sha256 }: DropFile,
  brief: boolean,
): Promise<{ flushed: boolean; compared: Compared }> {
  const path = pathOf(directory, temp);
  await failpoint("O6");
  const handle = await createFile(wire, path);
  let flushed = false;
  try {
    await writeAll(wire, handle, path, bytes);
    if (brief) return await finishBriefly(wire, handle, path, bytes.byteLength);
    flushed = await flush(wire, handle, path);
  } catch (error) {
    if (wire.alive) await closeFile(wire, handle, path).catch(() => undefined);
    throw error;
  }
  await closeFile(wire, handle, path);
  await failpoint("O8");
  return { flushed, compared: await verifyTemp(wire, directory, temp, { sha256, size: bytes.byteLength }) };
}

/** Flush, look and close leave together; they are answered in their order. */
async function finishBriefly(
  wire: Wire,
  handle: Buffer,
  path: string,
  size: number,
): Promise<{ flushed: boolean; compared: Compared }> {
  const [flushed, found] = await Promise.all([
    flush(wire, handle, path),
    lookAtOpen(wire, handle, path),
    closeFile(wire, handle, path),
  ]);
  if (found.size === size) return { flushed, compared: "size" };
  const why = `${found.size} bytes are there, ${size} were written.`;
  throw new TransportError("transient", "server-refused", `The upload did not arrive whole: ${why}`);
}

async function verifyTemp(
  wire: Wire,
  directory: string,
  temp: string,
  expected: { sha256: string; size: number },
): Promise<Compared> {
  let found: Awaited<ReturnType<typeof look>>;
  try {
    found = await look(wire, directory, temp);
  } catch (error) {
    if (codeOf(error) === "permission-denied" || codeOf(error) === "not-supported") return "nothing";
    throw error;
  }
  if (!found) {
    const message = "The temporary file vanished right after it was written; somebody may have taken it.";
    throw new TransportError("ambiguous", "temp-vanished", message);
  }
  if (expected.size > READ_BACK_BYTES && found.size === expected.size) return "size";
  const verdict = await compareWith(wire, directory, temp, found, expected);
  if (verdict.kind === "same") return verdict.compared;
  throw new TransportError("transient", "server-refused", `The upload did not arrive whole: ${verdict.why}`);
}

/** After the server said yes. Throws when the names say something else. */
async function isMovedAway(wire: Wire, directory: string, file: DropFile, temp: string): Promise<boolean> {
  const name = file.name;
  try {
    const final = await look(wire, directory, name);
    if (final?.size !== undefined && final.size !== file.bytes.byteLength) {
      const message = `${name} was renamed into place, but has ${final.size} bytes where ours has ${file.bytes.byteLength}.`;
      throw new TransportError("ambiguous", "rename-unclear", message);
    }
    if (final) return false;
    if (!(await look(wire, directory, temp))) return true;
  } catch (error) {
    // Write-only folders: the server's yes has to do.
    if (codeOf(error) === "permission-denied" || codeOf(error) === "not-supported") return false;
    throw asAmbiguous(error, name);
  }
  const message = `The server said that ${name} was renamed, but it still has the temporary name.`;
  throw new TransportError("transient", "rename-did-nothing", message);
}

/**
 * The rename failed. No answer at all is ambiguous. An answered no is believed only when the names agree: the temp is
 * there and the final name is not.
 */
async function afterRefusedRename(
  wire: Wire,
  directory: string,
  file: DropFile,
  temp: string,
  refusal: unknown,
): Promise<DropResult> {
  if (!wire.alive) throw asAmbiguous(refusal, file.name);
  let outcome: RecoverResult;
  try {
    outcome = await recoverRenamed(wire, directory, file);
  } catch (error) {
    throw asAmbiguous(error, file.name);
  }
  switch (outcome.kind) {
    case "delivered":
      return { kind: "already-there", compared: outcome.compared };
    case "conflict":
      await sweep(wire, directory, temp);
      return outcome;
    case "rename-again":
      await sweep(wire, directory, temp);
      throw refusal;
    case "in-doubt": {
      const message = `The rename of ${file.name} was refused, yet neither the temporary nor the final name exists.`;
      throw new TransportError("ambiguous", "rename-unclear", message, refusal);
    }
  }
}

function asAmbiguous(error: unknown, name: string): TransportError {
  if (error instanceof TransportError && error.failure === "ambiguous") return error;
  const seen = error instanceof Error ? ` ${error.message}` : "";
  const message = `The rename of ${name} was requested, but its outcome is unknown.${seen}`;
  return new TransportError("ambiguous", "rename-unanswered", message, error);
}

/** Removes our temp if the connection still lives; whatever is left is removed by the next attempt. */
async function sweep(wire: Wire, directory: string, temp: string): Promise<void> {
  if (wire.alive) await remove(wire, pathOf(directory, temp)).catch(() => undefined);
}
