import type { Item, ResultComponent } from "~/db/schema/compendium";
import { getIn, type Segment } from "../hl7";
import type { EdosFinding, ReadItem } from "./entry";

/** One MFE with the segments after it. `number` counts the records of its message from 1. */
export type FileRecord = { message: number; number: number; mfe: Segment; after: readonly Segment[] };

/** What reading goes by. */
export type ReadOptions = {
  /** What the compendium has now: members and prices may refer to it. */
  catalogue: ReadonlyMap<string, Item>;
  /** The lab's day, ISO 8601: an end after it is still to come. */
  today: string;
};

/** What is gathered while records are read in their order. */
export type Reading = ReadOptions & {
  items: Map<string, ReadItem>;
  /** Definitions by key, for what later records are made of. */
  components: Map<string, ResultComponent>;
  note: (record: FileRecord, path: string, text: string, severity?: EdosFinding["severity"]) => void;
};

export const segmentOf = (record: FileRecord, id: string): Segment | undefined =>
  record.after.find((segment) => segment.id === id);

export function memberCodes(om5: Segment): string[] {
  const codes: string[] = [];
  for (let i = 1; ; i++) {
    const code = getIn(om5, `2[${i}].1`);
    if (code === undefined) return codes;
    codes.push(code);
  }
}
