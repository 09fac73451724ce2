/**
 * What people wait for when the lab is no longer new: the approval queue, an open request and the practice's tracker, as
 * `gatehouse up` serves them over a hundred thousand requests.
 *
 * `--requests N` (100000), `--rounds N` (30). Needs `npm run build` first.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import start from "~/tests/e2e/server";
import { type BenchResult, type BenchRow, median } from "./measure";
import { option } from "./workers";

const warmUps = 5;
const goalMs = 100;

/** Requests of five thousand practices over two years, one in fifty of them waiting, with their history; set by set. */
async function seed(sql: postgres.Sql, count: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select set_config('app.tx', 'bench', true)`;
    await tx`insert into practices (id, name, npi, time_zone)
      select 'prc_bench' || n, 'Practice ' || n, '1245319599', 'America/New_York' from generate_series(1, 5000) n`;
    const same = tx`created_by, machine_version, emr_system_id, emr_name, sla_policy_id, sla_target_ms, sla_budget_ms`;
    await tx`insert into connection_requests (id, practice_id, state, state_since, form, submitted_at, created_at, due_at,
        sla_started_at, sla_warn_at, decided_at, decided_by, assignee_id, decision, ${same})
      select 'req_bench' || n, 'prc_bench' || (n % 5000 + 1), case when open then 'submitted' else 'rejected' end, at,
        jsonb_set(form, '{practice,legalName}', to_jsonb('Practice ' || (n % 5000 + 1))), at, at,
        case when open then now() + (n % 900) * interval '1 minute' end, at,
        case when open then now() + (n % 700) * interval '1 minute' end,
        case when not open then at + interval '5 hours' end,
        case when not open then seller.id end,
        case when n % 3 = 0 then seller.id end,
        case when not open then '{"by": "Maren Oduya", "reason": "Too few.", "reasonCode": "volume"}'::jsonb end, ${same}
      from (select * from connection_requests where state = 'submitted' limit 1) one,
        (select id from users where email = 'sales@demo.example') seller,
        (select n, n % 50 = 0 as open, now() - (n::float8 / ${count}) * interval '700 days' as at
          from generate_series(1, ${count}::int) n) many`;
    // The practice whose tracker is looked at has asked as often as any other.
    await tx`update connection_requests set practice_id = dana.practice_id
      from (select practice_id from users where email = 'provider@demo.example') dana
      where connection_requests.practice_id = 'prc_bench1'`;
    await tx`insert into state_history (subject_id, event, from_state, to_state, actor_name, at)
      select r.id, event, 'draft', 'submitted', 'Provider', r.submitted_at
      from connection_requests r, (values ('submit'), ('reject')) as e (event) where r.id like 'req_bench%'`;
  });
  await sql`vacuum analyze`;
}

/** The session cookie of a person of the demo lab. */
async function signIn(url: string, account: string): Promise<string> {
  const response = await fetch(new URL("/sign-in", url), {
    method: "POST",
    body: new URLSearchParams({ intent: "continue-as", email: `${account}@demo.example` }),
    headers: { Origin: url, "Sec-Fetch-Site": "same-origin" },
    redirect: "manual",
  });
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** Milliseconds from asking for a page to its last byte, one page after the other. */
async function times(url: string, cookie: string, path: string, rounds: number): Promise<number[]> {
  const found: number[] = [];
  for (let round = -warmUps; round < rounds; round++) {
    const begun = performance.now();
    const response = await fetch(new URL(path, url), { headers: { Cookie: cookie }, redirect: "manual" });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}.`);
    if (round >= 0) found.push(performance.now() - begun);
  }
  return found;
}

const p95 = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;

export async function bench(): Promise<BenchResult> {
  const [count, rounds] = [Number(option("requests", "100000")), Number(option("rounds", "30"))];
  const stop = await start();
  const url = process.env.GATEHOUSE_E2E_URL ?? "";
  const sql = postgres(readFileSync(join(process.env.GATEHOUSE_E2E_FOLDER ?? "", "database-url"), "utf8").trim(), {
    max: 1,
    onnotice: () => undefined,
  });
  try {
    const begun = performance.now();
    await seed(sql, count);
    const seconds = (performance.now() - begun) / 1_000;
    const [own] = await sql<{ id: string }[]>`select r.id from connection_requests r join users u
      on u.practice_id = r.practice_id where u.email = 'provider@demo.example' and r.id like 'req_bench%' limit 1`;
    const [open] = await sql<{ id: string }[]>`select id from connection_requests
      where id like 'req_bench%' and state = 'submitted' order by due_at limit 1`;
    const [sales, provider] = [await signIn(url, "sales"), await signIn(url, "provider")];
    const pages: [string, string, string][] = [
      ["queue", sales, "/approvals"],
      ["queue, unassigned and in time", sales, "/approvals?view=unassigned&sla=blue"],
      ["queue, search", sales, "/approvals?q=practice+42"],
      ["queue, search in all", sales, "/approvals?view=all&q=practice+42"],
      ["queue, decided", sales, "/approvals?view=decided"],
      ["queue with a request open", sales, `/approvals/${open?.id}`],
      ["tracker", provider, `/portal/requests/${own?.id}`],
      ["practice's home", provider, "/portal"],
    ];
    const rows: BenchRow[] = [];
    for (const [what, cookie, path] of pages) {
      const found = await times(url, cookie, path, rounds);
      rows.push({ what: `${what}, median`, value: median(found), unit: "ms" });
      rows.push({ what: `${what}, p95`, value: p95(found), unit: "ms" });
      // What is left of it when the machine has nothing else to do.
      rows.push({ what: `${what}, quickest`, value: Math.min(...found), unit: "ms" });
    }
    const method =
      `${count.toLocaleString("en-US")} requests, one in fifty waiting, seeded in ${seconds.toFixed(1)} s. ` +
      `Each page ${rounds} times after ${warmUps} to warm up, one at a time, over loopback: from asking to the last byte of ` +
      `the whole page as the server draws it, with worker, sandbox and Postgres running beside. Goal: under ${goalMs} ms.`;
    return { rows, method };
  } finally {
    await sql.end();
    await stop();
  }
}
