/** What a sync looks like as a file, for the EMR it is for. */
import { and, desc, eq, lte, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { type Item, releaseChanges, releases, type TestItem } from "~/db/schema/compendium";
import { configurationVersions, connections } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { syncProfiles, syncs } from "~/db/schema/sync";
import type { Writer } from "~/db/transaction";
import { type ComponentKeys, componentKeys, writeEdos } from "~/engine/edos";
import { labToday } from "../compendium/catalogue";
import { fileKinds, xlsxOf } from "../compendium/file-formats";
import { practicePricesOf } from "../compendium/offered";
import { getLab } from "../lab";
import { csvOf } from "../spreadsheet/write";
import { unpackChanges } from "./delta";
import { type UpdateLine, updateTable } from "./table";

export type SyncRow = typeof syncs.$inferSelect;
type Reader = Pick<Writer, "select" | "selectDistinctOn" | "execute">;

/** Everything the file of a sync says and is addressed with. */
export type SyncContent = {
  sync: SyncRow;
  release: { number: number; name: string; effectiveOn: string };
  practice: string;
  facilityCode: string;
  emrName: string;
  lines: UpdateLine[];
  columns: readonly string[] | null;
  withPrices: boolean;
};

/** Reads the content of a sync: its items as its release left them, under the practice's codes and at its prices. */
export async function contentOf(id: string, db: Reader = database()): Promise<SyncContent | undefined> {
  const [found] = await db
    .select({
      sync: syncs,
      release: { number: releases.number, name: releases.name, effectiveOn: releases.effectiveOn },
      practice: practices.name,
      practiceId: practices.id,
      facilityCode: connections.facilityCode,
      emrName: connections.emrName,
      columns: syncProfiles.columns,
      withPrices: syncProfiles.withPrices,
      codeMap: configurationVersions.codeMap,
    })
    .from(syncs)
    .innerJoin(releases, eq(releases.number, syncs.release))
    .innerJoin(connections, eq(connections.id, syncs.connectionId))
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .innerJoin(syncProfiles, eq(syncProfiles.connectionId, connections.id))
    .leftJoin(configurationVersions, inForce)
    .where(eq(syncs.id, id));
  if (!found) return undefined;
  const { codeMap, practiceId, ...rest } = found;
  const changes = unpackChanges(found.sync.changes);
  const codes = changes.map(({ code }) => code);
  const [items, prices] = await Promise.all([
    itemsAt(found.sync.release, codes, db),
    practicePricesOf(practiceId, await priceDay(found.release, found.sync, db), db),
  ]);
  const emrCodes = new Map((codeMap ?? []).map(({ labCode, emrCode }) => [labCode, emrCode]));
  const lines = changes.flatMap(({ code, action }): UpdateLine[] => {
    const item = items.get(code);
    if (!item) return [];
    return [{ action, item, emrCode: emrCodes.get(code) ?? "", cents: prices.get(code) ?? priceOf(item) }];
  });
  return { ...rest, lines };
}

/** Prices hold from the day of the release, or from when it was made where that came later. */
export async function priceDay(
  { effectiveOn }: { effectiveOn: string },
  { createdAt }: { createdAt: Date },
  db: Reader = database(),
): Promise<string> {
  const made = await labToday(createdAt, db);
  return made > effectiveOn ? made : effectiveOn;
}

const priceOf = (item: Item): number => (item.kind === "test" ? item.listPriceCents : item.preferredPriceCents);

async function itemsAt(release: number, codes: readonly string[], db: Reader): Promise<Map<string, Item>> {
  const rows = await db
    .selectDistinctOn([releaseChanges.kind, releaseChanges.code], {
      code: releaseChanges.code,
      item: releaseChanges.after,
    })
    .from(releaseChanges)
    .where(
      and(
        lte(releaseChanges.release, release),
        sql`${releaseChanges.code} in (select jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb))`,
      ),
    )
    .orderBy(releaseChanges.kind, releaseChanges.code, desc(releaseChanges.release));
  return new Map(rows.map(({ code, item }) => [code, item]));
}

/** A file for an EMR: its name, its bytes, and the control ids an answer to it would name. */
export type MadeFile = { name: string; bytes: Buffer; controlIds: string[] };

/** The file of a sync in its format. Made twice it is the same, but for the moment in an HL7 header. */
export async function fileOf(content: SyncContent): Promise<MadeFile> {
  const { sync, release } = content;
  const stem = `compendium-${release.name}-${sync.whole ? "whole" : "update"}-${sync.id.slice(4)}`;
  const name = `${stem}.${fileKinds[sync.format].extension}`;
  const plain = (bytes: Buffer): MadeFile => ({ name, bytes, controlIds: [] });
  if (sync.format === "json") return plain(Buffer.from(`${JSON.stringify(jsonOf(content), null, 1)}\n`));
  if (sync.format === "mfn") return { name, ...(await messagesOf(content)) };
  const rows = updateTable(content.lines, content);
  return plain(sync.format === "csv" ? Buffer.from(csvOf(rows), "utf8") : await xlsxOf(rows));
}

function jsonOf({ sync, release, practice, facilityCode, lines, withPrices }: SyncContent) {
  return {
    format: "gatehouse-compendium-update",
    version: 1,
    id: sync.id,
    release: release.name,
    effectiveOn: release.effectiveOn,
    whole: sync.whole,
    practice: { name: practice, facilityCode },
    changes: lines.map(({ action, item, emrCode, cents }) => ({
      action,
      emrCode,
      ...(withPrices && { priceUsd: (cents / 100).toFixed(2) }),
      item: told(item),
    })),
  };
}

/** An item without what is the lab's own affair: other lists' prices, and who may order a panel. */
function told(item: Item) {
  if (item.kind === "test") {
    const { listPriceCents: _, prices: __, ...rest } = item;
    return rest;
  }
  const { preferredPriceCents: _, scope: __, practiceIds: ___, salesOwnerId: ____, ...rest } = item;
  return rest;
}

async function messagesOf(content: SyncContent): Promise<Omit<MadeFile, "name">> {
  const { sync, facilityCode, emrName, lines, withPrices } = content;
  const lab = await getLab();
  const { bytes, controlIds } = writeEdos(
    lines.map(({ action, item, cents }) => ({ action, item: priced(item, cents) })),
    {
      sender: { application: "GATEHOUSE", facility: "LAB" },
      receiver: { application: emrName, facility: facilityCode },
      producer: { id: "LAB", name: lab.name },
      at: new Date().toISOString(),
      whole: sync.whole,
      answers: sync.way === "endpoint",
      withPrices,
      controlId: (number) => `${sync.id.slice(4)}-${number}`,
      keys: await keysAt(sync.release),
      emrCodes: new Map(lines.map(({ item, emrCode }) => [item.code, emrCode])),
    },
  );
  return { bytes: Buffer.from(bytes), controlIds };
}

/** An item as this practice sees its price. */
const priced = (item: Item, cents: number): Item =>
  item.kind === "test" ? { ...item, listPriceCents: cents, prices: [] } : { ...item, preferredPriceCents: cents };

/** Of the last release asked for: the files of one release are made one after the other. */
let kept: { release: number; keys: Promise<ComponentKeys> } | undefined;

function keysAt(release: number): Promise<ComponentKeys> {
  if (kept?.release !== release) kept = { release, keys: readKeys(release) };
  return kept.keys;
}

async function readKeys(release: number): Promise<ComponentKeys> {
  const rows = await database()
    .selectDistinctOn([releaseChanges.code], { item: releaseChanges.after })
    .from(releaseChanges)
    .where(and(eq(releaseChanges.kind, "test"), lte(releaseChanges.release, release)))
    .orderBy(releaseChanges.code, desc(releaseChanges.release));
  return componentKeys(rows.map(({ item }) => item as { kind: "test" } & TestItem));
}
