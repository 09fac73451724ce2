import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Message, parse, splitFile } from "~/engine/hl7";

const FOLDER = resolve("../shared/corpus/hl7");

/** Messages written by others, when they are at hand; their text is read, never kept. */
export const corpusThere = existsSync(FOLDER);
if (!corpusThere) console.log("The collection of messages by others is not here; tests over it are skipped.");

/** Every readable message of the collection, with the file it came from. */
export function* corpusMessages(): Generator<{ readonly file: string; readonly message: Message }> {
  for (const entry of readdirSync(FOLDER, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    for (const { bytes } of splitFile(readFileSync(file)).messages) {
      const parsed = parse(bytes);
      if (parsed.kind === "message") yield { file, message: parsed.message };
    }
  }
}
