/** Text to segments: line ends of every kind, blank lines, indentation and MLLP bytes count as the end of a segment. */
import { Segment } from "./segment";
import type { Form } from "./types";

const CR = 0x0d;
const LF = 0x0a;
const MLLP_START = 0x0b;
const MLLP_END = 0x1c;

const isCapital = (code: number) => code >= 0x41 && code <= 0x5a;

/** Whether three characters that can be a segment's name stand at `at`. */
export function looksLikeSegment(text: string, at: number): boolean {
  if (!isCapital(text.charCodeAt(at))) return false;
  for (let i = 1; i < 3; i++) {
    const code = text.charCodeAt(at + i);
    if (!isCapital(code) && !(code >= 0x30 && code <= 0x39)) return false;
  }
  return true;
}

export function splitSegments(text: string, start: number, form: Form): Segment[] {
  const { length } = text;
  const found: Segment[] = [];
  const next = (character: string, from: number) => {
    const at = text.indexOf(character, from);
    return at < 0 ? length : at;
  };
  let cr = next("\r", start);
  let lf = next("\n", start);
  let frameEnd = next("\x1c", start);
  /** End of the last run of blanks looked at, so that none is walked twice. */
  let blankEnd = 0;

  for (let from = start; from < length; ) {
    if (cr < from) cr = next("\r", from);
    if (lf < from) lf = next("\n", from);
    if (frameEnd < from) frameEnd = next("\x1c", from);
    const end = Math.min(cr, lf, frameEnd);
    let at = end;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code !== CR && code !== LF && code !== MLLP_END && code !== MLLP_START) break;
    }
    if (at < length && text.charCodeAt(at) <= 0x20) {
      if (blankEnd < at) for (blankEnd = at; blankEnd < length && text.charCodeAt(blankEnd) <= 0x20; ) blankEnd++;
      if (blankEnd === length || looksLikeSegment(text, blankEnd)) at = blankEnd;
    }
    found.push(new Segment(form, text, from, end, at));
    from = at;
  }
  return found;
}
