/** Notes (NTE) as comments of the contract, and back. */

import { z } from "zod";
import { commentSchema } from "~/engine/contract";
import { type Segment, valueAt } from "~/engine/hl7";
import { textsAt } from "./place";
import { plainTexts } from "./shapes";
import { NOTES_AFTER_HEADER, type Transform } from "./transform";

/** Which notes, and how they are written. */
export interface CommentOptions {
  /** `MSH`: the notes right after the header instead of the scope's. */
  readonly after?: string;
  /** Only notes of this type (NTE-4), and written with it. */
  readonly type?: string;
  /** Not notes of this type. */
  readonly except?: string;
  /** All notes together are one comment. */
  readonly join: boolean;
  /** Written lines are no longer than this. */
  readonly width?: number;
}

function folded(line: string, width: number): string[] {
  const lines: string[] = [];
  let now = "";
  for (const word of line.split(" ")) {
    if (now !== "" && now.length + 1 + word.length > width) {
      lines.push(now);
      now = word;
    } else now = now === "" ? word : `${now} ${word}`;
  }
  return [...lines, now];
}

const NOTE_TEXT = { field: 3 };

/** NTE segments of the scope as comments, blank lines included. */
export function comments({ after, type, except, join: joined, width }: CommentOptions): Transform {
  const noteOf = (nte: Segment) => {
    const source = valueAt(nte, { field: 2, component: 1 });
    const kind = valueAt(nte, { field: 4, component: 1 });
    const lines = textsAt({ segments: [nte], path: NOTE_TEXT });
    return { text: lines.join("\n"), ...(source && { source }), ...(kind && kind !== type && { type: kind }) };
  };
  return {
    gives: "list",
    whole: true,
    readsEmpty: true,
    reads: ["NTE-2", "NTE-3", "NTE-4.1"],
    ...(after === "MSH" && { reach: NOTES_AFTER_HEADER }),
    read({ segments }) {
      const wanted = segments.filter((nte) => {
        const kind = type || except ? valueAt(nte, { field: 4, component: 1 }) : undefined;
        return type ? kind === type : !except || kind !== except;
      });
      if (wanted.length === 0) return undefined;
      const notes = wanted.map(noteOf);
      const [first] = notes;
      return joined && first ? [{ ...first, text: notes.map((note) => note.text).join("\n") }] : notes;
    },
    write(value, target) {
      let number = 0;
      for (const comment of z.array(commentSchema).parse(value)) {
        const lines = width ? comment.text.split("\n").flatMap((line) => folded(line, width)) : [comment.text];
        for (const line of lines) {
          target.note([String(++number), comment.source, line, comment.type ?? type]);
        }
      }
    },
    json: {
      read: (value) => plainTexts(value)?.map((one) => ({ text: one })) ?? value ?? undefined,
      write: (value) => value,
    },
  };
}
