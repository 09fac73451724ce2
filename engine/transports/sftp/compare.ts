import { createHash } from "node:crypto";
import type { Compared } from "./contract";
import { codeOf } from "./failures";
import { pathOf } from "./names";
import { type Attributes, closeFile, fileType, openForReading } from "./remote-file";
import { readToEnd } from "./transfer";
import type { Wire } from "./wire";

export type Expected = { sha256: string; size: number };

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Whether what stands under `name` is the expected content. The bytes are compared when the account may read them,
 * else the size; a size we cannot learn proves nothing and counts as different.
 */
export async function compareWith(
  wire: Wire,
  directory: string,
  name: string,
  found: Attributes,
  expected: Expected,
): Promise<{ kind: "same"; compared: Compared } | { kind: "different"; why: string }> {
  if (fileType(found) === "other") return { kind: "different", why: `${name} is not a regular file.` };
  if (found.size !== undefined && found.size !== expected.size) {
    const why = `${name} exists with ${found.size} bytes where ours has ${expected.size}.`;
    return { kind: "different", why };
  }
  const actual = await hashOf(wire, directory, name, expected.size);
  if (actual === "unreadable") {
    if (found.size !== undefined) return { kind: "same", compared: "size" };
    return { kind: "different", why: `${name} exists, and neither its size nor its content can be read.` };
  }
  if (actual === expected.sha256) return { kind: "same", compared: "hash" };
  return { kind: "different", why: `${name} exists with other content than ours.` };
}

/** The hash of a remote file of at most `size` bytes; another length gives a hash that matches nothing. */
async function hashOf(wire: Wire, directory: string, name: string, size: number): Promise<string | "unreadable"> {
  const path = pathOf(directory, name);
  let handle: Buffer;
  try {
    handle = await openForReading(wire, path);
  } catch (error) {
    if (codeOf(error) === "permission-denied" || codeOf(error) === "not-supported") return "unreadable";
    throw error;
  }
  try {
    const bytes = await readToEnd(wire, handle, path, size, size);
    return bytes ? sha256Of(bytes) : "";
  } finally {
    if (wire.alive) await closeFile(wire, handle, path).catch(() => undefined);
  }
}
