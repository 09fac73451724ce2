import { isDeepStrictEqual } from "node:util";
import type { ChangeAction, Item } from "~/db/schema/compendium";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { warningsOf } from "../loinc/standing";
import { may } from "../policy";
import { labToday, loadCatalogue, withDraft } from "./catalogue";
import { checkItems } from "./check-items";
import { draftIn, lockDraft } from "./draft";
import { type FileFormat, fieldHeading, readFile } from "./file-formats";
import { knownLayout } from "./import-layouts";
import { actionOf, sameItem } from "./item";
import { type PatchFinding, patched } from "./patch";
import type { ColumnMatch } from "./sheet-columns";

/** One item a file would change, beside what stands now with the draft. */
export type ImportChange = { item: Item; before: Item | null; action: ChangeAction; place: string };

/** What a file would do. Nothing of it is done while there is a finding. */
export type ImportPreview =
  | {
      kind: "preview";
      format: FileFormat;
      changes: ImportChange[];
      unchanged: number;
      findings: PatchFinding[];
      /** Holds nothing back. */
      warnings: PatchFinding[];
      columns?: { head: string[]; match: ColumnMatch };
    }
  | { kind: "unreadable"; reason: string };

type Looking = {
  /** What the columns of a table are, where a person said so. */
  chosen?: { head: readonly string[]; match: ColumnMatch };
  /** Called between reading and checking, with how many items the file has. */
  onRead?: (items: number) => Promise<void>;
};

/**
 * Reads a file and holds it against the catalogue with its draft; writes nothing. The columns of a table are taken as `chosen`,
 * else as somebody chose them for such a file before, else by their headings.
 */
export async function previewImport(bytes: Buffer, { chosen, onRead }: Looking = {}): Promise<ImportPreview> {
  const [catalogue, today] = await Promise.all([loadCatalogue(), labToday(new Date())]);
  const now = withDraft(catalogue);
  const read = await readFile(bytes, {
    catalogue: now,
    today,
    // A choice made for another file says nothing of this one.
    matchFor: async (head) => (chosen && isDeepStrictEqual(chosen.head, head) ? chosen.match : knownLayout(head)),
  });
  if (read.kind === "unreadable") return read;
  await onRead?.(read.patches.length);
  const findings = [...read.findings];
  const places = new Map<string, string>();
  const items: Item[] = [];
  for (const patch of read.patches) {
    const made = patched(patch, now.get(patch.code));
    places.set(patch.code, patch.place);
    if (made.kind === "item") items.push(made.item);
    else
      findings.push(
        ...made.findings.map(({ field, message }) => ({
          place: patch.place,
          field: fieldHeading(field),
          text: message,
        })),
      );
  }
  for (const { code, field, message, later } of checkItems(items, now)) {
    if (!later) findings.push({ place: places.get(code) ?? "", field: fieldHeading(field), text: message });
  }
  const changed = items.filter((item) => !isSame(now.get(item.code), item));
  const warnings = (await warningsOf(changed)).map(({ code, field, message }) => ({
    place: places.get(code) ?? "",
    field: fieldHeading(field),
    text: message,
  }));
  return {
    kind: "preview",
    format: read.format,
    changes: changed.map((item) => changeOf(item, now.get(item.code) ?? null, places)),
    unchanged: items.length - changed.length,
    findings,
    warnings,
    ...(read.columns && { columns: read.columns }),
  };
}

const isSame = (now: Item | undefined, item: Item) => now !== undefined && sameItem(now, item);

const changeOf = (item: Item, now: Item | null, places: ReadonlyMap<string, string>): ImportChange => ({
  item,
  before: now,
  action: actionOf(now, item),
  place: places.get(item.code) ?? "",
});

type Imported = { kind: "done"; changed: number } | { kind: "refused-items"; findings: PatchFinding[] } | Refusal;

/** Puts what a preview showed into the draft, all or nothing. */
export const importItems = (actor: Actor, changes: readonly ImportChange[], why: string): Promise<Imported> =>
  withTransaction((tx) => importIn(tx, actor, changes, why));

/** The same within a transaction. `onKept`: called with how many items are written so far. */
export async function importIn(
  tx: Transaction,
  actor: Actor,
  changes: readonly ImportChange[],
  why: string,
  onKept?: (done: number) => Promise<void>,
): Promise<Imported> {
  if (!may(actor, "compendium.edit")) return { kind: "forbidden" };
  const entries = changes.map(({ item }) => ({ item, version: null }));
  const outcome = await draftIn(tx, await lockDraft(tx), actor, entries, { why, ...(onKept && { onKept }) });
  if (outcome.kind === "refused-items") {
    const findings = outcome.findings.map(({ index, field, message }) => ({
      place: changes[index]?.place ?? "",
      field: fieldHeading(field),
      text: message,
    }));
    return { kind: "refused-items", findings };
  }
  if (outcome.kind === "conflict") {
    return {
      kind: "refused",
      code: "conflict",
      message: "Somebody else has changed the same items. Look at the file again.",
    };
  }
  return outcome.kind === "done" ? { kind: "done", changed: outcome.changed } : outcome;
}
