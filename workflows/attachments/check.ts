import { createHash } from "node:crypto";
import { allowedKinds, kindOf } from "./kind";
import { safeName } from "./name";

/** A file as it was sent: nothing of it is believed yet. */
export type SentFile = { name: string; content: Buffer };
/** A file that may be kept: its kind told by its content, its name made harmless. */
export type CheckedFile = { name: string; mediaType: string; size: number; sha256: string; content: Buffer };

export const mostFiles = 10;
export const mostFileBytes = 10 * 1024 * 1024;

/** Which of the files may be kept, and for each other one a sentence that names it and says why not. Pure. */
export function checkFiles(files: readonly SentFile[]): { good: CheckedFile[]; problems: string[] } {
  const good: CheckedFile[] = [];
  const problems: string[] = [];
  for (const { name, content } of files) {
    const kind = kindOf(content);
    const known = safeName(name);
    if (content.length > mostFileBytes) problems.push(`${known} is larger than 10 MB.`);
    else if (content.length === 0) problems.push(`${known} is empty.`);
    else if (!kind) problems.push(`${known} is none of the kinds we can take: ${allowedKinds}.`);
    else {
      good.push({
        name: safeName(name, kind.extension),
        mediaType: kind.mediaType,
        size: content.length,
        sha256: createHash("sha256").update(content).digest("hex"),
        content,
      });
    }
  }
  return { good, problems };
}
