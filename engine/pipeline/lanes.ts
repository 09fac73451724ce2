import { inArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import {
  claimLanes,
  type Lease,
  LeaseLostError,
  leaseSeconds,
  releaseLane,
  renewLeases,
} from "~/db/queries/claim-lanes";
import { deliveryLane, intakeLane } from "~/db/queries/wake-lanes";
import { lanes } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import { TransportError } from "~/engine/transports/transport-error";
import { runDelivery } from "./deliver";
import { type Openness, takes } from "./door";
import { runIntake } from "./intake";
import { createMeans } from "./means";
import { raiseAlert, resolveAlerts } from "./record";
import { backoffSeconds } from "./retry";

/** What the runner says of itself; ids and codes only. */
export type LaneLog = (level: "info" | "warn" | "error", message: string, about: Record<string, unknown>) => void;

const lanesAtOnce = 16;
const intakeAlertAfter = 3;

/**
 * Runs lanes until stopped. Any number of these may run, in any number of processes: a lane has one runner at a time,
 * by its lease, and a runner that lost its lease cannot commit.
 */
export function startLanes(owner: string, log: LaneLog) {
  const means = createMeans();
  const running = new Map<string, { lease: Lease; done: Promise<void> }>();
  let stopping = false;
  let look: Promise<void> | undefined;
  let again = false;

  /** Claims and starts what is due. Called on notifications and every second; calls during a look are folded into one. */
  function wake(): Promise<void> {
    if (look) {
      again = true;
      return look;
    }
    look = (async () => {
      try {
        do {
          again = false;
          if (stopping) return;
          for (const lease of await claimLanes(owner, lanesAtOnce - running.size)) {
            const done = runLane(lease).finally(() => {
              running.delete(lease.name);
              void wake();
            });
            running.set(lease.name, { lease, done });
          }
        } while (again);
      } catch (error) {
        log("error", "lanes could not be claimed", { error: messageOf(error) });
      } finally {
        look = undefined;
      }
    })();
    return look;
  }

  async function runLane(lease: Lease): Promise<void> {
    const [kind, id = "", direction] = lease.name.split("/");
    try {
      await failpoint(kind === "intake" ? "I1" : "O1");
      if (kind === "intake") {
        const inSeconds = await runIntake(lease, id, means);
        await releaseLane(lease, { inSeconds });
        await followIntake(lease, id, undefined);
      } else {
        await releaseLane(lease, await runDelivery(lease, id, direction === "order" ? "order" : "result", means));
      }
    } catch (error) {
      if (error instanceof LeaseLostError) return log("warn", "lane lost", { lane: lease.name });
      log(error instanceof TransportError ? "warn" : "error", "lane failed", {
        lane: lease.name,
        error: messageOf(error),
      });
      const asked = error instanceof TransportError ? error.retryAfterSeconds : undefined;
      await fail(lease, id, kind ?? "", messageOf(error), asked).catch((cause) =>
        log("error", "lane could not be given back", { lane: lease.name, error: messageOf(cause) }),
      );
    }
  }

  async function fail(lease: Lease, id: string, kind: string, reason: string, asked = 0): Promise<void> {
    const [row] = await database()
      .select({ failures: lanes.failures })
      .from(lanes)
      .where(sql`${lanes.name} = ${lease.name}`);
    const failures = (row?.failures ?? 0) + 1;
    await releaseLane(lease, { inSeconds: Math.max(asked, Math.min(60, backoffSeconds(failures))), error: reason });
    if (kind === "intake" && failures >= intakeAlertAfter) await followIntake(lease, id, reason);
  }

  const heart = setInterval(
    () => {
      renewLeases([...running.values()].map((one) => one.lease)).catch((error) =>
        log("warn", "leases were not renewed", { error: messageOf(error) }),
      );
    },
    (leaseSeconds * 1_000) / 3,
  );
  const sweep = setInterval(() => void wake(), 1_000);
  const keeper = setInterval(
    () => void keepLanes().catch((error) => log("warn", "lanes were not kept", { error: messageOf(error) })),
    2_000,
  );
  void keepLanes().then(wake, () => undefined);

  return {
    wake,
    /** Takes no new lanes, lets the running ones end, at the latest after `graceMs`. */
    async stop(graceMs: number): Promise<void> {
      stopping = true;
      clearInterval(sweep);
      clearInterval(keeper);
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
      // A look under way may still bring lanes; they have to end as well.
      await look;
      await Promise.race([Promise.all([...running.values()].map((one) => one.done)), timeout]);
      clearInterval(heart);
      await means.close();
    },
  };
}

/** An endpoint whose messages we fetch; the others push theirs. */
const isAsked = sql`(e.reach->>'transport' = 'hosted-sftp' or e.reach->>'pickupDirectory' is not null or e.reach->>'pullUrl' is not null)`;

/**
 * Makes the lanes that should exist: an intake for each endpoint whose messages we may fetch now, deliveries for each
 * connection that is open. A lane that should not run now is parked, never removed: its epoch must not start again.
 */
export async function keepLanes(): Promise<void> {
  const wanted = await database().execute(sql`
    select c.id, c.state, c.mode,
      (select e.id from endpoints e where e.id = v.emr_endpoint_id and ${isAsked}) as emr,
      (select e.id from endpoints e where e.id = v.lis_endpoint_id and ${isAsked}) as lis,
      exists (select 1 from test_runs r where r.connection_id = c.id and r.state = 'waiting') as testing
    from connections c
    join configuration_versions v on v.connection_id = c.id and v.version = c.configuration_version
    where c.state in ('live', 'paused') or exists (select 1 from test_runs r where r.connection_id = c.id and r.state = 'waiting')`);
  const names = new Set<string>();
  for (const row of wanted as unknown as ({ id: string; emr: string | null; lis: string | null } & Openness)[]) {
    if (row.emr && takes.emr(row)) names.add(intakeLane(row.emr));
    if (row.lis && takes.lis(row)) names.add(intakeLane(row.lis));
    names.add(deliveryLane(row.id, "result"));
    if (row.mode === "bidirectional") names.add(deliveryLane(row.id, "order"));
  }
  const existing = await database()
    .select({ name: lanes.name, parked: sql<boolean>`${lanes.nextRunAt} = 'infinity'` })
    .from(lanes);
  const known = new Set(existing.map((lane) => lane.name));
  const missing = [...names].filter((name) => !known.has(name));
  const unpark = existing.filter((lane) => lane.parked && names.has(lane.name)).map((lane) => lane.name);
  const park = existing.filter((lane) => !lane.parked && !names.has(lane.name)).map((lane) => lane.name);
  if (missing.length + park.length + unpark.length === 0) return;
  await withTransaction(async (tx) => {
    if (missing.length > 0)
      await tx.db
        .insert(lanes)
        .values(missing.map((name) => ({ name })))
        .onConflictDoNothing();
    if (unpark.length > 0) await tx.db.update(lanes).set({ nextRunAt: sql`now()` }).where(inArray(lanes.name, unpark));
    if (park.length > 0) await tx.db.update(lanes).set({ nextRunAt: sql`'infinity'` }).where(inArray(lanes.name, park));
  });
}

async function followIntake(lease: Lease, endpointId: string, reason: string | undefined): Promise<void> {
  const key = `intake/${endpointId}`;
  if (!reason) {
    const [open] = await database().execute(
      sql`select 1 from alerts where key = ${key} and resolved_at is null limit 1`,
    );
    if (open) await withTransaction((tx) => resolveAlerts(tx, [key]));
    return;
  }
  const [row] = await database().execute(sql`
    select e.name, (select c.id from connections c join configuration_versions v on v.connection_id = c.id
      and v.version = c.configuration_version where v.emr_endpoint_id = e.id limit 1) as connection
    from endpoints e where e.id = ${endpointId}`);
  const about = row as { name: string; connection: string | null } | undefined;
  await withTransaction((tx) =>
    raiseAlert(tx, {
      key,
      kind: "endpoint",
      severity: "stop",
      connectionId: about?.connection ?? null,
      title: `${about?.name ?? lease.name} cannot be read`,
      detail: `${reason} Nothing was lost: what is there stays there and is taken when it answers.`,
    }),
  );
}

const messageOf = (error: unknown) =>
  error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unknown failure";
