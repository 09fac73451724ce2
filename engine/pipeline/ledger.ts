import { sql } from "drizzle-orm";
import { database } from "~/db/client";
import { checkDay, type DayCheck, findingText, isNumbering } from "~/db/queries/ledger";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { type LedgerFinding, ledgerChecks } from "~/db/schema/ledger";
import { withTransaction } from "~/db/transaction";

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
        -- What a sender numbered is looked at again the day after, for what came late; then it stays as it is.
        union all select day from ledger_checks
          where jsonb_path_exists(findings, '$[*] ? (@.kind != "gap" && @.kind != "repeat")') and day > (select day from today) - ${openDays}::int) days) as days`);
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
    for (const check of checks) {
      const numbering = check.findings.filter(isNumbering);
      const kept = check.findings.filter((finding) => !isNumbering(finding));
      const connectionId = check.connectionId === "unrouted" ? null : check.connectionId;
      const key = `ledger/${check.connectionId}/${day}`;
      if (kept.length === 0) await resolveAlerts(tx, [key]);
      else {
        await raiseAlert(tx, {
          key,
          kind: "ledger",
          severity: "stop",
          connectionId,
          title: `The messages of ${day} do not add up`,
          detail: `${listed(kept, check.found - numbering.length)}. The ledger has the list; compare with the source before anything is sent again.`,
        });
      }
      const numberKey = `numbers/${check.connectionId}/${day}`;
      if (numbering.length === 0) await resolveAlerts(tx, [numberKey]);
      else {
        await raiseAlert(tx, {
          key: numberKey,
          kind: "ledger",
          severity: "warn",
          connectionId,
          title: `Sequence numbers of ${day} are missing or used twice`,
          detail: `${listed(numbering, numbering.length)}. What came is kept and delivered. Ask the sender for the missing ones; some number messages that are not for us.`,
        });
      }
    }
  });
}

const named = 5;

/** The first of some findings, and how many more of `found` there are. */
function listed(findings: readonly LedgerFinding[], found: number): string {
  const first = findings.slice(0, named).map((finding) => `${finding.id} ${findingText(finding)}`);
  return `${first.join("; ")}${found > first.length ? `, and ${found - first.length} more` : ""}`;
}
