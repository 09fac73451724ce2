/** MLLP framing (HL7 v2 transport specification, MLLP release 1): VT, the message, FS, CR. */

const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;
const LF = 0x0a;

/** A message as it goes over the wire. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(message.length + 3);
  framed[0] = VT;
  framed.set(message, 1);
  framed[message.length + 1] = FS;
  framed[message.length + 2] = CR;
  return framed;
}

/** Bytes in, messages out. */
export interface FrameReader {
  /**
   * The messages that ended in this piece, in order. Line ends between frames are skipped, as many senders write them.
   * @throws RangeError for a message longer than allowed
   * @throws SyntaxError for bytes that stand outside a frame
   */
  push(piece: Uint8Array): Buffer[];
  /** Whether a message has begun and not ended. */
  readonly unfinished: boolean;
}

/** @param maxBytes longest message taken */
export function frameReader(maxBytes: number): FrameReader {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let inside = false;

  const keep = (piece: Uint8Array) => {
    length += piece.length;
    if (length > maxBytes) throw new RangeError("The message is longer than allowed.");
    if (piece.length > 0) pieces.push(piece);
  };

  return {
    get unfinished() {
      return inside;
    },
    push(piece) {
      const messages: Buffer[] = [];
      let at = 0;
      while (at < piece.length) {
        if (inside) {
          const end = piece.indexOf(FS, at);
          // A copy: the socket may use its buffer again before the rest of the message is here.
          keep(Uint8Array.prototype.slice.call(piece, at, end < 0 ? piece.length : end));
          if (end < 0) break;
          messages.push(Buffer.concat(pieces, length));
          pieces = [];
          length = 0;
          inside = false;
          at = end + 1;
        } else {
          const byte = piece[at++];
          if (byte === VT) inside = true;
          else if (byte !== CR && byte !== LF) throw new SyntaxError("There are bytes outside an MLLP frame.");
        }
      }
      return messages;
    },
  };
}
