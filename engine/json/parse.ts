/**
 * JSON (RFC 8259) with a place for what is wrong with it, as line and column. What is wrong is said without the text: it
 * may be about a patient.
 */

/** An object of a body. */
export type JsonObject = { readonly [key: string]: unknown };

/** `malformed`: line and column count from 1, columns in characters. */
export type ParsedJson =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed"; readonly line: number; readonly column: number; readonly reason: string };

/** Deeper is a mistake or an attack; a body of the contract has seven levels. */
const DEEPEST = 64;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const HEX = /[0-9a-fA-F]{4}/y;

class Fault {
  constructor(
    readonly at: number,
    readonly reason: string,
  ) {}
}

/**
 * Reads UTF-8 JSON, with or without a byte order mark. Refuses what JSON.parse would take but not keep: whole numbers that
 * are too long for a number.
 */
export function parseJson(bytes: Uint8Array): ParsedJson {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const shown = new TextDecoder().decode(bytes);
    return malformed(shown, new Fault(Math.max(0, shown.indexOf("\uFFFD")), "The text is not UTF-8."));
  }
  const fault = check(text);
  return fault ? malformed(text, fault) : { kind: "json", value: JSON.parse(text) };
}

function malformed(text: string, { at, reason }: Fault): ParsedJson {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return { kind: "malformed", line, column: at - (before.lastIndexOf("\n") + 1) + 1, reason };
}

const isKept = (digits: string) => digits.length <= 300 && BigInt(digits) === BigInt(Number(digits));

/** Follows the grammar; the first fault, or nothing. */
function check(text: string): Fault | undefined {
  let at = 0;
  const fail = (reason: string): never => {
    throw new Fault(at, at >= text.length ? "The text ends too early." : reason);
  };
  const blank = () => {
    while (at < text.length && " \t\r\n".includes(text[at] as string)) at++;
  };
  const takes = (sign: string): boolean => {
    blank();
    if (text[at] !== sign) return false;
    at++;
    return true;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };

  const string = () => {
    for (at++; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      if (!(code >= 0x20)) fail("A text in quotes has a line break or another control character.");
      if (code !== 0x5c) continue;
      at++;
      if (text[at] === "u") {
        at++;
        if (match(HEX) === undefined) fail("\\u needs four digits.");
        at--;
      } else if (!'"\\/bfnrt'.includes(text[at] ?? "x")) fail("There is no such escape in JSON.");
    }
    at++;
  };
  const number = () => {
    const from = at;
    const found = match(NUMBER);
    if (found === undefined) fail("A value is expected here.");
    else if (found.length > 15 && /^-?\d+$/.test(found) && !isKept(found)) {
      at = from;
      fail("A number has more digits than can be kept; it has to be sent as a text in quotes.");
    }
  };
  const list = (close: string, item: () => void) => {
    at++;
    if (takes(close)) return;
    do {
      blank();
      item();
    } while (takes(","));
    if (!takes(close)) fail(`A comma or ${close} is expected here.`);
  };
  const value = (depth: number) => {
    blank();
    if (depth > DEEPEST) fail(`It is nested deeper than ${DEEPEST} levels.`);
    const sign = text[at];
    if (sign === '"') return string();
    if (sign === "[") return list("]", () => value(depth + 1));
    if (sign !== "{") return match(WORD) === undefined ? number() : undefined;
    list("}", () => {
      if (text[at] !== '"') fail("A name in double quotes is expected here.");
      string();
      if (!takes(":")) fail("A colon is expected here.");
      value(depth + 1);
    });
  };

  try {
    value(1);
    blank();
    if (at < text.length) fail("Nothing may follow after the end.");
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
