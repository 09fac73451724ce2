import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame, frameReader } from "~/engine/transports/mllp";

const message = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.map((byte) => (byte === 0x1c ? 0x20 : byte)));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

describe("MLLP frames", () => {
  it("come out as they went in, however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.nat(50), { maxLength: 40 }), (messages, cuts) => {
        const wire = Buffer.concat(messages.map(frame));
        const reader = frameReader(1_000);
        const found: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          found.push(...reader.push(wire.subarray(at, at + cut)));
          at += cut;
        }
        found.push(...reader.push(wire.subarray(at)));
        expect(found.map(text)).toEqual(messages.map(text));
        expect(reader.unfinished).toBe(false);
      }),
      { seed: 20261121 },
    );
  });

  it("may be followed by no carriage return or by more line ends", () => {
    const reader = frameReader(100);
    expect(reader.push(Buffer.from("\x0bA\x1c\x0bB\x1c\r\n\x0bC\x1c\r")).map(text)).toEqual(["A", "B", "C"]);
  });

  it("longer than allowed are refused, also when they come in pieces", () => {
    const reader = frameReader(10);
    reader.push(Buffer.from("\x0b12345678"));
    expect(reader.unfinished).toBe(true);
    expect(() => reader.push(Buffer.from("901"))).toThrow(RangeError);
  });

  it("are what the bytes have to stand in", () => {
    expect(() => frameReader(10).push(Buffer.from("MSH|"))).toThrow(SyntaxError);
  });

  it("keep what the socket's buffer held, after the socket used it again", () => {
    const reader = frameReader(100);
    const buffer = Buffer.from("\x0bABC");
    reader.push(buffer);
    buffer.fill("x");
    expect(reader.push(Buffer.from("D\x1c\r")).map(text)).toEqual(["ABCD"]);
  });
});
