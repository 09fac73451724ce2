interface Chunk {
  readonly base: number;
  readonly bytes: Uint8Array;
}

/** The part of a stream that is still needed, addressed by offsets from the stream's start. Nothing is copied until it is cut out. */
export class ByteWindow {
  #chunks: Chunk[] = [];
  #end = 0;

  append(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#chunks.push({ base: this.#end, bytes });
    this.#end += bytes.length;
  }

  /** Forgets everything before `offset`. */
  release(offset: number): void {
    const keep = this.#chunks.findIndex(({ base, bytes }) => base + bytes.length > offset);
    if (keep !== 0) this.#chunks = keep < 0 ? [] : this.#chunks.slice(keep);
  }

  /** The bytes from `from` up to `to`; a view of a chunk when they lie in one, else a copy. */
  slice(from: number, to: number): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (const { base, bytes } of this.#chunks) {
      if (base >= to) break;
      if (base + bytes.length > from) pieces.push(bytes.subarray(Math.max(0, from - base), to - base));
    }
    const [first] = pieces;
    if (pieces.length === 1 && first) return first;
    const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
