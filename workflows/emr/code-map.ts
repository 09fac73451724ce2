/** What an EMR system's users call the lab's codes: kept once for the system, in numbered versions that never change. */
import { and, asc, desc, eq, notInArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { configurationVersions, connections } from "~/db/schema/connections";
import { practices, users } from "~/db/schema/people";
import { emrSystems } from "~/db/schema/requests";
import { type SystemCode, systemCodeMaps } from "~/db/schema/system-codes";
import { withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import { newestSystemMap } from "../connection/system-maps";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { mergeCodes } from "./merge-codes";

export type SystemCodesSaved = { kind: "done"; version: number; changed: number } | Refusal;

/**
 * Saves changes to a system's map as its next version. No connection changes by that; each takes the version when somebody
 * says so. An entry without an EMR code leaves the map.
 * @param seen the newest version the person had before them; 0 where there was none
 */
export async function saveSystemCodes(
  actor: Actor,
  emrSystemId: string,
  { changes, note, seen }: { changes: readonly SystemCode[]; note: string; seen: number },
): Promise<SystemCodesSaved> {
  if (!may(actor, "codeMap.edit")) return { kind: "forbidden" };
  return withTransaction(async (tx): Promise<SystemCodesSaved> => {
    const [system] = await tx.db.select().from(emrSystems).where(eq(emrSystems.id, emrSystemId)).for("update");
    if (!system) return { kind: "not-found" };
    const newest = await newestSystemMap(emrSystemId, tx.db);
    if ((newest?.version ?? 0) !== seen) {
      const message = `Somebody else has saved version ${newest?.version} meanwhile. Look at it; nothing of yours was saved.`;
      return { kind: "refused", code: "changed", message };
    }
    const merged = mergeCodes(newest?.entries ?? [], changes);
    if (merged.kind === "twice") {
      const message = `The EMR code ${merged.emrCode} would stand for ${merged.labCodes.join(" and ")}; an order with it could not be told apart.`;
      return { kind: "refused", code: "twice", message };
    }
    if (merged.changed === 0) return { kind: "done", version: seen, changed: 0 };
    const version = seen + 1;
    const row = { emrSystemId, version, entries: merged.entries, note, createdBy: personId(actor) };
    await tx.db.insert(systemCodeMaps).values(row);
    const meta = { version, changed: merged.changed, codes: merged.entries.length };
    tx.audit({
      chain: "system",
      actor: actor.id,
      action: "codeMap.save",
      objectId: emrSystemId,
      outcome: "done",
      meta,
    });
    tx.notify("compendium");
    return { kind: "done", version, changed: merged.changed };
  });
}

/** One connection to the system: which version it uses, which it has beside it while it is live. */
export type MapUse = {
  id: string;
  practice: string;
  state: string;
  version: number | null;
  candidate: number | null;
  own: number;
};

/** Connections to a system that have not ended. */
export async function usesOf(emrSystemId: string): Promise<MapUse[]> {
  const versionAt = (column: "configuration_version" | "candidate_version") =>
    sql<number | null>`(select v.system_map_version from ${configurationVersions} v
      where v.connection_id = ${connections.id} and v.version = ${sql.identifier("connections")}.${sql.identifier(column)})`;
  return database()
    .select({
      id: connections.id,
      practice: practices.name,
      state: connections.state,
      version: versionAt("configuration_version"),
      candidate: versionAt("candidate_version"),
      own: sql<number>`(select count(*)::int from ${configurationVersions} v, jsonb_array_elements(v.code_map) as entry
        where v.connection_id = ${connections.id} and v.version = ${connections.configurationVersion}
          and not entry ? 'from')`,
    })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(and(eq(connections.emrSystemId, emrSystemId), notInArray(connections.state, ["retired", "cancelled"])))
    .orderBy(asc(practices.name), asc(connections.id));
}

/** A code offered over connections to a system: how many offer it, and what most of them call it where they say so. */
export type OfferedCode = {
  code: string;
  offered: number;
  emrCode: string | null;
  emrText: string | null;
  says: number;
};

/** Every code that is offered over connections to a system, with what their own maps say. One query. */
export async function offeredOver(emrSystemId: string): Promise<OfferedCode[]> {
  const rows = await database().execute(sql`
    with open as (
      select c.id, c.configuration_version, c.offered_tests || c.offered_panels as codes from connections c
      where c.emr_system_id = ${emrSystemId} and c.state not in ('retired', 'cancelled')),
    offered as (select code, count(*)::int as offered from open cross join unnest(codes) as code group by code),
    said as (
      select distinct on (entry->>'labCode') entry->>'labCode' as code, entry->>'emrCode' as emr_code,
        max(entry->>'emrText') as emr_text, count(*)::int as says
      from open join configuration_versions v on v.connection_id = open.id and v.version = open.configuration_version
      cross join jsonb_array_elements(v.code_map) as entry where not entry ? 'from'
      group by entry->>'labCode', entry->>'emrCode' order by entry->>'labCode', count(*) desc, entry->>'emrCode')
    select offered.code, offered.offered, said.emr_code as "emrCode", said.emr_text as "emrText", coalesce(said.says, 0) as says
    from offered left join said using (code) order by offered.code`);
  return rows as unknown as OfferedCode[];
}

/** The versions of a system's map, the newest first. */
export const systemVersions = (emrSystemId: string) =>
  database()
    .select({
      version: systemCodeMaps.version,
      note: systemCodeMaps.note,
      at: systemCodeMaps.createdAt,
      by: users.name,
      codes: sql<number>`jsonb_array_length(${systemCodeMaps.entries})`,
    })
    .from(systemCodeMaps)
    .leftJoin(users, eq(users.id, systemCodeMaps.createdBy))
    .where(eq(systemCodeMaps.emrSystemId, emrSystemId))
    .orderBy(desc(systemCodeMaps.version))
    .limit(30);

/** EMR systems with their newest version and how many connections use them; those with either stand first. */
export type SystemLine = {
  id: string;
  vendor: string;
  product: string;
  version: string;
  map: number | null;
  codes: number;
  connections: number;
};

export async function systemLines(search: string): Promise<SystemLine[]> {
  const wanted = `%${search
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await database().execute(sql`
    select * from (
    select e.id, e.vendor, e.product, e.version, m.version as map, coalesce(jsonb_array_length(m.entries), 0)::int as codes,
      (select count(*)::int from connections c where c.emr_system_id = e.id and c.state not in ('retired', 'cancelled'))
        as connections
    from emr_systems e left join lateral (
      select version, entries from system_code_maps where emr_system_id = e.id order by version desc limit 1) m on true
    where lower(e.product || ' ' || e.vendor) like ${wanted} and (e.retired_at is null or m.version is not null)) as lines
    order by connections = 0 and map is null, product, version limit 500`);
  return rows as unknown as SystemLine[];
}
