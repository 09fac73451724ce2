import { inArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import {
  claimLanes,
  type Lease,
  LeaseLostError,
  leaseSeconds,
  releaseLane,
  renewLeases,
  wakeDeliveries,
} from "~/db/queries/claim-lanes";
import { endStuckSessions } from "~/db/queries/end-stuck-sessions";
import { deliveryLane, intakeLane } from "~/db/queries/wake-lanes";
import { queryFailure } from "~/db/query-failure";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { lanes } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import { TransportError } from "~/engine/transports/transport-error";
import { runDelivery } from "./deliver";
import { type Openness, takes } from "./door";
import { runIntake } from "./intake";
import { createMeans } from "./means";
import { backoffSeconds } from "./retry";
import { watchRoom } from "./room";

/** What the runner says of itself; ids and codes only. */
export type LaneLog = (level: "info" | "warn" | "error", message: string, about: Record<string, unknown>) => void;

const lanesAtOnce = 16;
const intakeAlertAfter = 3;
/** A lane that wants to run again so soon is not left to the sweep, which may come a second late. */
const soonSeconds = 2;
/** Such wishes within this time are one look. */
const togetherMs = 50;
/** A delivery whose notification was lost waits no longer than this; sessions that stand still are looked for as often. */
const remindMs = 20_000;

/**
 * Runs lanes until stopped. Any number of these may run, in any number of processes: a lane has one runner at a time,
 * by its lease, and a runner that lost its lease cannot commit. Closes its means when it stops.
 */
export function startLanes(owner: string, log: LaneLog, means = createMeans()) {
  const room = watchRoom();
  const running = new Map<string, { lease: Lease; done: Promise<void> }>();
  let stopping = false;
  let look: Promise<void> | undefined;
  let again = false;
  /** More lanes may be due than had a place. */
  let full = false;
  /** Looks at moments to come, by the slot of time they are in. */
  const soon = new Map<number, NodeJS.Timeout>();

  function wakeIn(seconds: number): void {
    if (seconds > soonSeconds || stopping) return;
    const now = performance.now();
    const slot = Math.ceil((now + seconds * 1_000) / togetherMs);
    if (soon.has(slot)) return;
    const look = () => {
      soon.delete(slot);
      void wake();
    };
    soon.set(slot, setTimeout(look, slot * togetherMs - now + 1));
  }

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
          const places = lanesAtOnce - running.size;
          const leases = await claimLanes(owner, places);
          full = leases.length === places;
          for (const lease of leases) {
            const done = runLane(lease).then((due) => {
              running.delete(lease.name);
              // It wants to run again, or others wait for its place.
              if (due || full) void wake();
            });
            running.set(lease.name, { lease, done });
          }
        } while (again);
      } catch (error) {
        log("error", "lanes could not be claimed", { error: messageOf(error) });
        await room.failed(error).catch(() => undefined);
      } finally {
        look = undefined;
      }
    })();
    return look;
  }

  /** Never throws. Says whether the lane is due again already. */
  async function runLane(lease: Lease): Promise<boolean> {
    const [kind, id = "", direction] = lease.name.split("/");
    try {
      await failpoint(kind === "intake" ? "I1" : "O1");
      if (kind === "intake") {
        const inSeconds = await runIntake(lease, id, means);
        if (lease.unfinished > 0) await followIntake(lease, id, undefined);
        await room.worked();
        const due = await releaseLane(lease, { inSeconds });
        wakeIn(inSeconds);
        return due;
      }
      const wanted = await runDelivery(lease, id, direction === "order" ? "order" : "result", means);
      await room.worked();
      return await releaseLane(lease, wanted);
    } catch (error) {
      if (error instanceof LeaseLostError) {
        log("warn", "lane lost", { lane: lease.name });
        return false;
      }
      log(error instanceof TransportError ? "warn" : "error", "lane failed", {
        lane: lease.name,
        error: messageOf(error),
      });
      await room.failed(error).catch(() => undefined);
      const asked = error instanceof TransportError ? error.retryAfterSeconds : undefined;
      await fail(lease, id, kind ?? "", messageOf(error), asked).catch((cause) =>
        log("error", "lane could not be given back", { lane: lease.name, error: messageOf(cause) }),
      );
      return false;
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
  const keep = () =>
    keepLanes().catch((error: unknown) => {
      log("warn", "lanes were not kept", { error: messageOf(error) });
      return room.failed(error).catch(() => undefined);
    });
  const keeper = setInterval(() => void keep(), 2_000);
  const reminder = setInterval(
    () =>
      void Promise.all([wakeDeliveries(), endStuckSessions()]).catch((error) =>
        log("warn", "what was left over was not looked after", { error: messageOf(error) }),
      ),
    remindMs,
  );
  void keep().then(wake);

  return {
    wake,
    /** Takes no new lanes, lets the running ones end, at the latest after `graceMs`. */
    async stop(graceMs: number): Promise<void> {
      stopping = true;
      clearInterval(sweep);
      clearInterval(keeper);
      clearInterval(reminder);
      for (const timer of soon.values()) clearTimeout(timer);
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
  // A run beside live traffic proves the pickups only its change has; a practice's own has the simulator for the lab.
  const proved = await database().execute(sql`
    select p->>'endpointId' as id from test_runs r, jsonb_array_elements(r.pickups) p
    where r.state = 'waiting' and p->>'seen' is null
    union select lab_stand_in from test_runs where state = 'waiting' and lab_stand_in is not null`);
  for (const row of proved as unknown as { id: string }[]) names.add(intakeLane(row.id));
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

/** In words for people. */
function messageOf(error: unknown): string {
  const code = queryFailure(error);
  if (code !== undefined) return `The database did not carry it out (${code}).`;
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unknown failure";
}
