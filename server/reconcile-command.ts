import { checkDay, findingText } from "~/db/queries/ledger";
import { type Reconciliation, reconcile } from "~/db/queries/reconcile";
import type { LedgerFinding } from "~/db/schema/ledger";
import { getLab } from "~/workflows/lab";

export type Account = {
  /** Whether every message is accounted for and is as it was received. */
  ok: boolean;
  connections: Reconciliation[];
  /** The first hundred of each connection and day. */
  findings: (LedgerFinding & { connection: string; day: string })[];
};

/**
 * Counts every message of a range by where it is, and compares the bytes of those of its days with the record of their
 * receipt; without `from`, of yesterday and today.
 */
export async function accountFor(range: { from?: Date; to?: Date; connectionId?: string }): Promise<Account> {
  const { timeZone } = (await getLab()).calendar;
  const connections = await reconcile(range);
  const findings: Account["findings"] = [];
  for (const day of daysOf(range, timeZone)) {
    for (const check of await checkDay(day, timeZone)) {
      if (range.connectionId && check.connectionId !== range.connectionId) continue;
      findings.push(...check.findings.map((finding) => ({ connection: check.connectionId, day, ...finding })));
    }
  }
  return { ok: findings.length === 0 && connections.every((one) => one.remainder === 0), connections, findings };
}

/** The same for people. */
export function accountWords({ connections, findings }: Account): string {
  const lines = connections.map(({ id, ...counts }) => {
    const parts = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
    return `${id}: ${parts.join(", ")}`;
  });
  const named = findings.map((one) => `${one.id} ${findingText(one)} (${one.connection}, ${one.day})`);
  return [...lines, ...named].join("\n") || "No messages yet.";
}

const dayMs = 86_400_000;

/** The days of a range in a time zone, as `2026-11-21`. */
function daysOf({ from, to }: { from?: Date; to?: Date }, timeZone: string): string[] {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const end = to ? to.getTime() - 1 : Date.now();
  const last = format.format(end);
  const days: string[] = [];
  // Noon of each day: a day of 23 or 25 hours is neither left out nor taken twice.
  let noon = Date.parse(`${format.format(from ?? end - dayMs)}T12:00:00Z`);
  for (let day = ""; day < last; noon += dayMs) {
    day = new Date(noon).toISOString().slice(0, 10);
    if (day <= last) days.push(day);
  }
  return days;
}
