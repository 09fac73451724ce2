import { lstat } from "node:fs/promises";
import { join, posix } from "node:path";

/** Carries the errno-like code that becomes the SFTP status. */
export class Refusal extends Error {
  constructor(
    readonly code: "EACCES" | "ENOENT" | "EOPNOTSUPP" | "EEXIST",
    message: string,
  ) {
    super(message);
  }
}

/** The path a client sees: absolute inside its account, `..` cannot climb above `/`. */
export function virtualPath(path: string): string {
  if (path.includes("\0")) throw new Refusal("EACCES", "The path holds a NUL.");
  return posix.normalize(`/${path}`).replace(/(.)\/$/, "$1");
}

/**
 * The real path behind a client's path. No component may be a symbolic link; the last one may be with
 * `lastMayBeLink`, for questions about the link itself.
 */
export async function confine(folder: string, path: string, lastMayBeLink = false): Promise<string> {
  const parts = virtualPath(path).split("/").filter(Boolean);
  let real = folder;
  for (const [index, part] of parts.entries()) {
    real = join(real, part);
    if (lastMayBeLink && index === parts.length - 1) break;
    const found = await lstat(real).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (found?.isSymbolicLink()) throw new Refusal("EACCES", "Symbolic links are not followed.");
  }
  return real;
}
