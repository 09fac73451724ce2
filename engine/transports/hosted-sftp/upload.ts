import { Refusal } from "./refusal";

/** Room all uploads share, so that many partners at once cannot use up the memory. */
export interface UploadRoom {
  /** @throws Refusal when it is full */
  take(bytes: number): void;
  giveBack(bytes: number): void;
}

/** @param bytes room in all */
export function uploadRoom(bytes: number): UploadRoom {
  let used = 0;
  return {
    take(wanted) {
      if (used + wanted > bytes) throw new Refusal("failure", "Too many uploads are under way; try again in a minute.");
      used += wanted;
    },
    giveBack(freed) {
      used -= freed;
    },
  };
}

/** A file while it is being written. Nobody sees it before it is whole. */
export interface Upload {
  /** Bytes up to the last one written. */
  readonly length: number;
  /** Clients write ahead and not always in order. @throws Refusal */
  write(offset: number, data: Uint8Array): void;
  /** The whole file. @throws Refusal when parts of it never came */
  whole(): Buffer;
  /** Gives back the room; to be called once, whatever happened. */
  end(): void;
}

const SMALLEST = 16 * 1024;

/** @param maxBytes largest file */
export function beginUpload(maxBytes: number, room: UploadRoom): Upload {
  let buffer = Buffer.alloc(0);
  let length = 0;
  /** Written stretches, in order and apart from each other. */
  let written: [from: number, to: number][] = [];

  const grow = (wanted: number) => {
    if (wanted <= buffer.length) return;
    const size = Math.min(maxBytes, Math.max(SMALLEST, buffer.length * 2, wanted));
    room.take(size - buffer.length);
    buffer = Buffer.concat([buffer], size);
  };

  return {
    get length() {
      return length;
    },
    write(offset, data) {
      const end = offset + data.length;
      if (!Number.isSafeInteger(offset) || end > maxBytes) {
        throw new Refusal("failure", `A file may have ${Math.floor(maxBytes / 1_048_576)} MiB at most.`);
      }
      grow(end);
      buffer.set(data, offset);
      length = Math.max(length, end);
      written = joined([...written, [offset, end]]);
    },
    whole() {
      const [first, second] = written;
      if (length > 0 && (second || first?.[0] !== 0)) throw new Refusal("failure", "Parts of the file are missing.");
      return Buffer.from(buffer.subarray(0, length));
    },
    end() {
      room.giveBack(buffer.length);
      buffer = Buffer.alloc(0);
    },
  };
}

function joined(stretches: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of [...stretches].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
