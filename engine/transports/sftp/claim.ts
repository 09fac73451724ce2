import type { ClaimResult } from "./contract";
import { codeOf } from "./failures";
import { pathOf } from "./names";
import { ensureFolder, fileType, look, rename } from "./remote-file";
import type { Wire } from "./wire";

/**
 * Moves a file aside, so that nobody else reads it. Of several who try, the one whose rename succeeds has it. After a
 * refusal the names decide: an earlier try may have succeeded without our getting to know, so that claiming again what is
 * ours already is `claimed`. Throws when the answer is lost; then claim again.
 */
export async function claimFile(
  wire: Wire,
  directory: string,
  name: string,
  to: { directory: string; as: string },
): Promise<ClaimResult> {
  await ensureFolder(wire, to.directory);
  try {
    await rename(wire, pathOf(directory, name), pathOf(to.directory, to.as));
    return { kind: "claimed" };
  } catch (error) {
    if (!wire.alive || codeOf(error) === "not-supported") throw error;
    if (await isThere(wire, to.directory, to.as)) return { kind: "claimed" };
    if (!(await isThere(wire, directory, name))) return { kind: "gone" };
    return { kind: "refused", why: error instanceof Error ? error.message : "It cannot be moved aside." };
  }
}

async function isThere(wire: Wire, directory: string, name: string): Promise<boolean> {
  const found = await look(wire, directory, name);
  return found !== undefined && fileType(found) !== "other";
}
