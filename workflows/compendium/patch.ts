import type { Item, PanelItem, TestItem } from "~/db/schema/compendium";

/** What a file says of one item: only the fields it speaks of. `place` tells people where: "row 12", "message 1, MFE[3]". */
export type ItemPatch =
  | { kind: "test"; code: string; fields: Partial<TestItem>; place: string }
  | { kind: "panel"; code: string; fields: Partial<PanelItem>; place: string };

/** What of a file cannot be taken, where, and which column or field it is. */
export type PatchFinding = { place: string; field: string; text: string };

const emptyTest: Omit<TestItem, "code"> = {
  name: "",
  shortName: "",
  synonyms: [],
  specimen: "",
  container: "",
  volume: "",
  stability: "",
  turnaroundDays: 1,
  cpt: "",
  loinc: "",
  components: [],
  questions: [],
  listPriceCents: 0,
  prices: [],
  status: "active",
  discontinuedOn: null,
  replacementCode: null,
  orderableFrom: null,
};

const emptyPanel: Omit<PanelItem, "code"> = {
  name: "",
  shortName: "",
  members: [],
  preferredPriceCents: 0,
  scope: "all",
  practiceIds: [],
  salesOwnerId: null,
  status: "active",
  discontinuedOn: null,
  replacementCode: null,
};

/** The item a patch makes of what is there now, or of nothing. What was a test and is a panel now begins anew. */
export function patched(patch: ItemPatch, now: Item | undefined): Item {
  const { code } = patch;
  if (patch.kind === "panel")
    return { ...emptyPanel, ...(now?.kind === "panel" && now), ...patch.fields, kind: "panel", code };
  return { ...emptyTest, ...(now?.kind === "test" && now), ...patch.fields, kind: "test", code };
}
