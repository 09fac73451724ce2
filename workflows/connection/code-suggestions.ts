/** What a practice may call codes its map does not have: read off its own orders, its EMR system's map, and its neighbours. */
import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { guardedTests } from "~/db/schema/guarded";
import { messages } from "~/db/schema/messages";
import { type Code, loincOf } from "~/engine/contract";
import type { ConnectionRow } from "../dispatch";
import { type EmrCode, guesser, type LabCode } from "../emr/merge-codes";
import { newestSystemMap } from "./system-maps";

/** `because`: why it is thought so, in words. */
export type CodeSuggestion = { emrCode: string; emrText: string; because: string };

const days = 30;
/** Different codes of a practice that are looked at, the latest first. */
const mostSeen = 50;

/** The best guess for each of `wanted`, by lab code; codes in `taken` mean something else already. Two rounds of queries. */
export async function suggestCodes(
  row: ConnectionRow,
  wanted: readonly LabCode[],
  taken: ReadonlySet<string>,
): Promise<Map<string, CodeSuggestion>> {
  if (wanted.length === 0) return new Map();
  const [sent, system, neighbours] = await Promise.all([
    sentUnknown(row.id),
    newestSystemMap(row.emrSystemId),
    saidByOthers(
      row,
      wanted.map(({ code }) => code),
    ),
  ]);
  const codes = new Set(wanted.map(({ code }) => code));
  const guess = guesser(wanted);
  const same = { LOINC: "Same LOINC", code: "The lab's own code", name: "Same name" };
  const offers: { labCode: string; suggestion: CodeSuggestion }[] = [
    ...sent.flatMap((one) => {
      const found = guess(one);
      const because = found && `${same[found.by]}${found.by === "LOINC" ? ` ${one.loinc}` : ""}, in an order of theirs`;
      return found ? [{ labCode: found.meant.code, suggestion: { ...one, because: because ?? "" } }] : [];
    }),
    ...(system?.entries ?? []).map(({ labCode, emrCode, emrText = "" }) => ({
      labCode,
      suggestion: { emrCode, emrText, because: `The EMR system's code map, v${system?.version}` },
    })),
    ...neighbours.map(({ labCode, emrCode, emrText, says }) => ({
      labCode,
      suggestion: { emrCode, emrText: emrText ?? "", because: `${connections(says)} to ${row.emrName} say so` },
    })),
  ];
  const best = new Map<string, CodeSuggestion>();
  const given = new Set(taken);
  for (const { labCode, suggestion } of offers) {
    const { emrCode, emrText, because } = suggestion;
    if (!codes.has(labCode) || best.has(labCode) || given.has(emrCode)) continue;
    given.add(emrCode);
    best.set(labCode, { emrCode, emrText, because });
  }
  return best;
}

const connections = (count: number) => (count === 1 ? "1 other connection" : `${count} other connections`);

/** Codes of its orders that its map does not have, each as the latest order says it. */
async function sentUnknown(connectionId: string): Promise<EmrCode[]> {
  const since = new Date(Date.now() - days * 86_400_000);
  const rows = await database()
    .selectDistinctOn([guardedTests.emrCode], {
      emrCode: guardedTests.emrCode,
      at: guardedTests.receivedAt,
      position: guardedTests.position,
      mapped: messages.mapped,
    })
    .from(guardedTests)
    .innerJoin(messages, eq(messages.id, guardedTests.messageId))
    .where(
      and(
        eq(guardedTests.connectionId, connectionId),
        isNull(guardedTests.labCode),
        gt(guardedTests.receivedAt, since),
      ),
    )
    .orderBy(guardedTests.emrCode, desc(guardedTests.receivedAt))
    .limit(mostSeen);
  return rows
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .map(({ emrCode, position, mapped }) => {
      const code = (mapped as { tests?: { code?: Code }[] } | null)?.tests?.[position]?.code ?? {};
      return { emrCode, emrText: code.text ?? "", loinc: loincOf(code) ?? "" };
    });
}

/** What most of the other connections to its EMR system call these codes. */
async function saidByOthers(row: ConnectionRow, codes: readonly string[]) {
  if (row.emrSystemId === null) return [];
  const rows = await database().execute(sql`
    select distinct on (entry->>'labCode') entry->>'labCode' as "labCode", entry->>'emrCode' as "emrCode",
      max(entry->>'emrText') as "emrText", count(*)::int as says
    from connections c
    join configuration_versions v on v.connection_id = c.id and v.version = c.configuration_version
    cross join jsonb_array_elements(v.code_map) as entry
    where c.emr_system_id = ${row.emrSystemId} and c.id <> ${row.id} and c.state not in ('retired', 'cancelled')
      and entry->>'labCode' in (select jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb))
    group by entry->>'labCode', entry->>'emrCode' order by entry->>'labCode', count(*) desc, entry->>'emrCode'`);
  return rows as unknown as { labCode: string; emrCode: string; emrText: string | null; says: number }[];
}
