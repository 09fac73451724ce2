import { sql } from "drizzle-orm";
import { database } from "~/db/client";
import { checkDay, type DayCheck, findingWords } from "~/db/queries/ledger";
import { ledgerChecks } from "~/db/schema/ledger";
import { withTransaction } from "~/db/transaction";
import { raiseAlert, resolveAlerts } from "./record";

/** Another worker's check of these days counts as ours for this long. */
const freshMinutes = 9;
/** Days that did not add up are looked at again for this long. */
const openDays = 30;

/**
 * Checks today, yesterday and the days that did not add up against the audit trail, keeps what was found, and tells
 * people of what does not add up until it does. Days are those of the lab's time zone.
 */
export async function followLedger(timeZone: string): Promise<void> {
  const [due] = await database().execute(sql`
    with today as (select (now() at time zone ${timeZone})::date as day)
    select coalesce((select max(checked_at) from ledger_checks) > now() - make_interval(mins => ${freshMinutes}), false) as fresh,
      (select json_agg(distinct day::text order by day::text) from (
        select day from today union all select day - 1 from today
        union all select day from ledger_checks
          where jsonb_array_length(findings) > 0 and day > (select day from today) - ${openDays}::int) days) as days`);
  const { fresh, days } = due as { fresh: boolean; days: string[] };
  if (fresh) return;
  for (const day of days) await keepChecks(day, await checkDay(day, timeZone));
}

/** Stores a day's checks and raises or ends the alerts they call for. */
async function keepChecks(day: string, checks: readonly DayCheck[]): Promise<void> {
  if (checks.length === 0) return;
  await withTransaction(async (tx) => {
    await tx.db
      .insert(ledgerChecks)
      .values(checks.map(({ found: _, ...check }) => ({ ...check, day })))
      .onConflictDoUpdate({
        target: [ledgerChecks.connectionId, ledgerChecks.day],
        set: {
          checkedAt: sql`now()`,
          messages: sql`excluded.messages`,
          recordedHash: sql`excluded.recorded_hash`,
          keptHash: sql`excluded.kept_hash`,
          findings: sql`excluded.findings`,
        },
      });
    const key = (check: DayCheck) => `ledger/${check.connectionId}/${day}`;
    for (const check of checks.filter(({ found }) => found > 0)) {
      await raiseAlert(tx, {
        key: key(check),
        kind: "ledger",
        severity: "stop",
        connectionId: check.connectionId === "unrouted" ? null : check.connectionId,
        title: `The messages of ${day} do not add up`,
        detail: detailOf(check),
      });
    }
    await resolveAlerts(tx, checks.filter(({ found }) => found === 0).map(key));
  });
}

const named = 5;

function detailOf({ findings, found }: DayCheck): string {
  const first = findings.slice(0, named).map(({ kind, id }) => `${id} ${findingWords[kind]}`);
  const more = found > first.length ? `, and ${found - first.length} more` : "";
  return `${first.join("; ")}${more}. The ledger has the list; compare with the source before anything is sent again.`;
}
