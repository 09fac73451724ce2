import { type BatchInfo, FileScanner, type SplitOptions } from "./file-scanner";
import type { Finding } from "./types";

/** One message as it stood in the file, without framing. */
export interface FileMessage {
  readonly bytes: Uint8Array;
  /** 1 for the first message of the file. */
  readonly ordinal: number;
  /** Byte offset of its first byte in the file. */
  readonly offset: number;
}

export interface FileContents {
  readonly messages: readonly FileMessage[];
  /** Present when the file has FHS, BHS, BTS or FTS. */
  readonly batch?: BatchInfo;
  /** False when the file looks cut: the last segment has no end, or a header lacks its trailer. */
  readonly complete: boolean;
  readonly problems: readonly Finding[];
}

/** A file to its messages, each a view of `bytes`; for files too large to hold there is {@link splitStream}. */
export function splitFile(bytes: Uint8Array, options?: SplitOptions): FileContents {
  const scanner = new FileScanner(options);
  const messages: FileMessage[] = [];
  const problems: Finding[] = [];
  let batch: BatchInfo | undefined;
  let complete = false;
  for (const part of [scanner.push(bytes), scanner.end()].flat()) {
    if (part.kind === "message") messages.push({ bytes: part.bytes, ordinal: part.ordinal, offset: part.from });
    else if (part.kind === "finding") problems.push(part.finding);
    else ({ batch, complete } = { batch: part.batch, complete: part.complete });
  }
  return { messages, ...(batch && { batch }), complete, problems };
}
