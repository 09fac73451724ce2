/** One field as the server split it; the text of a masked one is not on the page at all. */
export interface Hl7ViewField {
  number: number;
  text: string;
  masked: boolean;
  name?: string;
  type?: string;
  /** What the field holds, in plain words. */
  about?: string;
  /** What the code in the field means, when its table is known. */
  meaning?: string;
}

/** One segment; `index` counts from 1 in the whole message. */
export interface Hl7Segment {
  index: number;
  id: string;
  fields: Hl7ViewField[];
}

/** What stands on one line: a segment, or a fold over several of the same name. */
export type Line =
  | { kind: "segment"; number: number; segment: Hl7Segment; path: string; hits: ReadonlySet<number> }
  | { kind: "fold"; run: number; id: string; from: number; to: number };

const shownOfRun = 5;
const none: ReadonlySet<number> = new Set();

function hitsOf(segment: Hl7Segment, wanted: string): ReadonlySet<number> {
  if (!wanted) return none;
  const fits = (text: string | undefined) => text?.toLowerCase().includes(wanted) ?? false;
  return new Set(
    segment.fields
      .filter(
        (field) =>
          fits(field.name) ||
          `${segment.id}-${field.number}`.toLowerCase() === wanted ||
          (!field.masked && fits(field.text)),
      )
      .map((field) => field.number),
  );
}

/** The lines to show: of more than six segments of one name in a row, five and a fold. */
export function toLines(segments: Hl7Segment[], unfolded: ReadonlySet<number>, wanted: string): Line[] {
  const totals = new Map<string, number>();
  for (const { id } of segments) totals.set(id, (totals.get(id) ?? 0) + 1);
  const seen = new Map<string, number>();
  const lines: Line[] = [];
  let start = 0;
  while (start < segments.length) {
    const first = segments[start];
    if (!first) break;
    let end = start;
    while (segments[end + 1]?.id === first.id) end += 1;
    const length = end - start + 1;
    const folds = length > shownOfRun + 1 && !unfolded.has(first.index);
    for (let at = start; at <= end; at += 1) {
      const segment = segments[at];
      if (!segment) continue;
      const occurrence = (seen.get(segment.id) ?? 0) + 1;
      seen.set(segment.id, occurrence);
      const hits = hitsOf(segment, wanted);
      if (folds && at - start >= shownOfRun && hits.size === 0) {
        const last = lines.at(-1);
        if (last?.kind === "fold" && last.to === occurrence - 1) last.to = occurrence;
        else lines.push({ kind: "fold", run: first.index, id: segment.id, from: occurrence, to: occurrence });
        continue;
      }
      const path = (totals.get(segment.id) ?? 0) > 1 ? `${segment.id}[${occurrence}]` : segment.id;
      lines.push({ kind: "segment", number: segment.index, segment, path, hits });
    }
    start = end + 1;
  }
  return lines;
}

/** A field's text in pieces, separators apart. */
export function pieces(text: string): { text: string; separator: boolean; at: number }[] {
  let at = 0;
  return text
    .split(/([\^~&])/)
    .filter(Boolean)
    .map((piece) => {
      const made = { text: piece, separator: piece.length === 1 && "^~&".includes(piece), at };
      at += piece.length;
      return made;
    });
}
