import type { Item, PanelItem, TestItem } from "~/db/schema/compendium";
import { type ReadItem, readItem } from "./item";

/** What a file says of one item: only the fields it speaks of. `place` tells people where: "row 12", "message 1, MFE[3]". */
export type ItemPatch =
  | { kind: "test"; code: string; fields: Partial<TestItem>; place: string }
  | { kind: "panel"; code: string; fields: Partial<PanelItem>; place: string };

/** What of a file cannot be taken, where, and which column or field it is. */
export type PatchFinding = { place: string; field: string; text: string };

/** The item a patch makes of what is there now, or of nothing. */
export function patched(patch: ItemPatch, now: Item | undefined): ReadItem {
  const { kind, code, fields } = patch;
  return readItem(kind, { ...(now?.kind === kind && now), ...fields, code });
}
