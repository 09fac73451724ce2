import { type FilePart, FileScanner, type SplitOptions } from "./file-scanner";

/**
 * A file to its messages while it arrives: each is handed out as soon as the next one begins or its frame ends, and no
 * more is kept than one message and one chunk. The last part is always `end`.
 * @param chunks the file's bytes, cut anywhere; a chunk must not change after it was given
 */
export async function* splitStream(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options?: SplitOptions,
): AsyncGenerator<FilePart, void, undefined> {
  const scanner = new FileScanner(options);
  for await (const chunk of chunks) yield* scanner.push(chunk);
  yield* scanner.end();
}
