import { eq } from "drizzle-orm";
import { type AnyStateMachine, transition } from "xstate";
import { type ConnectionState, connections, stateHistory } from "~/db/schema/connections";
import { connectionRequests, type RequestState } from "~/db/schema/requests";
import { type RollOutState, rollOuts } from "~/db/schema/roll-outs";
import { type Transaction, type Writer, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "./actor";
import { connectionContext } from "./connection/context";
import {
  type ConnectionContext,
  type ConnectionEvent,
  connectionMachine,
  connectionMachineVersion,
} from "./connection/machine";
import { explain } from "./connection/outlook";
import { type Action, may } from "./policy";
import { requestContext } from "./request/form";
import { itemsMissing } from "./request/information";
import { type RequestContext, type RequestEvent, requestMachine, requestMachineVersion } from "./request/machine";
import { type RollOutContext, type RollOutEvent, rollOutMachine, rollOutMachineVersion } from "./template/machine";
import { loadRollOutContext } from "./template/roll-out-facts";

/**
 * The one way a request, a connection or a roll-out changes state: lock the row, ask the policy, ask the machine, then save the new
 * state with its history, its audit event and whatever the command adds (mails, rows), in one transaction.
 */
export type RequestRow = typeof connectionRequests.$inferSelect;
export type ConnectionRow = typeof connections.$inferSelect;
export type RollOutRow = typeof rollOuts.$inferSelect;

export type Refusal =
  | { kind: "not-found" }
  | { kind: "forbidden" }
  /** `field`: the one of a form that it is about. */
  | { kind: "refused"; code: string; message: string; missing?: string[]; field?: string };

export type Outcome<Row> = { kind: "done"; row: Row } | Refusal;

type Workflow<Row extends Subject, Event extends { type: string }, Context> = {
  name: "request" | "connection" | "rollOut";
  machine: AnyStateMachine;
  version: number;
  lock(db: Writer, id: string): Promise<Row | undefined>;
  save(db: Writer, id: string, change: Partial<Row>): Promise<Row | undefined>;
  context(db: Writer, row: Row, actor: Actor): Promise<Context> | Context;
  chain(row: Row): string;
  explain(row: Row, event: Event, context: Context): { code: string; message: string; missing?: string[] };
};

/** `practiceId`: of a thing that belongs to a practice. */
type Subject = { id: string; state: string; practiceId?: string; machineVersion: number };

const requestWorkflow: Workflow<RequestRow, RequestEvent, RequestContext> = {
  name: "request",
  machine: requestMachine,
  version: requestMachineVersion,
  lock: async (db, id) =>
    (await db.select().from(connectionRequests).where(eq(connectionRequests.id, id)).for("update"))[0],
  save: async (db, id, change) =>
    (await db.update(connectionRequests).set(change).where(eq(connectionRequests.id, id)).returning())[0],
  context: async (db, row) => requestContext(row, (await itemsMissing(db, row)).length === 0),
  chain: () => "system",
  explain: (row, event, context) => {
    if (event.type === "answer" && row.state === "info-requested" && !context.given) {
      return { code: "not-given", message: "Something the lab asked for is still missing." };
    }
    if (!context.complete && (event.type === "submit" || event.type === "answer")) {
      return { code: "incomplete", message: "Some fields are still missing or wrong." };
    }
    if (event.type === "claim" && context.assigned) {
      return { code: "assigned", message: "Somebody else looks after the request already." };
    }
    return { code: "not-now", message: `The request is already ${row.state.replace("-", " ")}; nothing was changed.` };
  },
};

const connectionWorkflow: Workflow<ConnectionRow, ConnectionEvent, ConnectionContext> = {
  name: "connection",
  machine: connectionMachine,
  version: connectionMachineVersion,
  lock: async (db, id) => (await db.select().from(connections).where(eq(connections.id, id)).for("update"))[0],
  save: async (db, id, change) =>
    (await db.update(connections).set(change).where(eq(connections.id, id)).returning())[0],
  context: connectionContext,
  chain: (row) => row.id,
  explain: (row, event, context) => {
    const refusal = explain(row.state, event.type, context);
    return refusal.code === "not-now" ? { ...refusal, message: `${refusal.message} Nothing was changed.` } : refusal;
  },
};

const rollOutWorkflow: Workflow<RollOutRow, RollOutEvent, RollOutContext> = {
  name: "rollOut",
  machine: rollOutMachine,
  version: rollOutMachineVersion,
  lock: async (db, id) => (await db.select().from(rollOuts).where(eq(rollOuts.id, id)).for("update"))[0],
  save: async (db, id, change) => (await db.update(rollOuts).set(change).where(eq(rollOuts.id, id)).returning())[0],
  context: loadRollOutContext,
  chain: () => "system",
  explain: (row, event, context) => {
    if ((event.type === "startWave" || event.type === "resume") && context.failures > 0) {
      const count = `${context.failures} ${context.failures === 1 ? "message" : "messages"}`;
      const message = `${count} could not be mapped by the new version. Replay or discard them first.`;
      return { code: "failures", message };
    }
    if (event.type === "startWave" && row.state === "rolling") {
      return { code: "not-clean", message: "The wave before is not live and clean yet." };
    }
    return { code: "not-now", message: `The roll-out is ${row.state}; nothing was changed.` };
  },
};

/** What the command adds to the change: columns to save, and more writes in the same transaction. */
export type Effects<Row> = {
  reason?: string;
  meta?: Record<string, unknown>;
  change?: Partial<Row> | ((row: Row, db: Writer) => Partial<Row> | Promise<Partial<Row>>);
  also?: (tx: Transaction, row: Row, before: Row) => Promise<void>;
};

export const dispatchRequest = (actor: Actor, id: string, type: RequestEvent["type"], effects?: Effects<RequestRow>) =>
  withTransaction((tx) => dispatch(tx, requestWorkflow, actor, id, { type }, effects));

export const dispatchConnection = (
  actor: Actor,
  id: string,
  type: ConnectionEvent["type"],
  effects?: Effects<ConnectionRow>,
) => withTransaction((tx) => dispatch(tx, connectionWorkflow, actor, id, { type }, effects));

export const dispatchRollOut = (actor: Actor, id: string, type: RollOutEvent["type"], effects?: Effects<RollOutRow>) =>
  withTransaction((tx) => dispatch(tx, rollOutWorkflow, actor, id, { type }, effects));

/** For a command that already has a transaction open. */
export const dispatchRequestIn = (
  tx: Transaction,
  actor: Actor,
  id: string,
  type: RequestEvent["type"],
  effects?: Effects<RequestRow>,
) => dispatch(tx, requestWorkflow, actor, id, { type }, effects);

/** For a command that already has a transaction open. */
export const dispatchConnectionIn = (
  tx: Transaction,
  actor: Actor,
  id: string,
  type: ConnectionEvent["type"],
  effects?: Effects<ConnectionRow>,
) => dispatch(tx, connectionWorkflow, actor, id, { type }, effects);

async function dispatch<Row extends Subject, Event extends { type: string }, Context>(
  tx: Transaction,
  workflow: Workflow<Row, Event, Context>,
  actor: Actor,
  id: string,
  event: Event,
  effects: Effects<Row> = {},
): Promise<Outcome<Row>> {
  const before = await workflow.lock(tx.db, id);
  if (!before) return { kind: "not-found" };
  const action = `${workflow.name}.${event.type}` as Action;
  const { practiceId } = before;
  if (!may(actor, action, practiceId === undefined ? undefined : { practiceId })) {
    tx.audit({
      chain: workflow.chain(before),
      actor: actor.id,
      action,
      objectId: id,
      outcome: "refused",
      reason: "forbidden",
    });
    // Somebody else's practice: do not say that it exists.
    return actor.kind === "person" && actor.practiceId ? { kind: "not-found" } : { kind: "forbidden" };
  }
  const context = await workflow.context(tx.db, before, actor);
  const snapshot = workflow.machine.resolveState({ value: before.state, context });
  if (!snapshot.can(event)) return { kind: "refused", ...workflow.explain(before, event, context) };

  const [next] = transition(workflow.machine, snapshot, event);
  const state = String(next.value) as Row["state"] & (RequestState | ConnectionState | RollOutState);
  const moved = state !== before.state;
  const extra = typeof effects.change === "function" ? await effects.change(before, tx.db) : effects.change;
  const row = await workflow.save(tx.db, id, {
    ...extra,
    state,
    machineVersion: workflow.version,
    ...(moved && { stateSince: new Date() }),
  } as unknown as Partial<Row>);
  if (!row) return { kind: "not-found" };
  await tx.db.insert(stateHistory).values({
    subjectId: id,
    event: event.type,
    fromState: before.state,
    toState: state,
    actorId: personId(actor),
    actorName: actor.name,
    reason: effects.reason ?? null,
  });
  tx.audit({
    chain: workflow.chain(row),
    actor: actor.id,
    action,
    objectId: id,
    outcome: "done",
    ...(effects.reason !== undefined && { reason: effects.reason }),
    meta: { from: before.state, to: state, ...effects.meta },
  });
  tx.notify(
    `${workflow.name}:${id}`,
    `${workflow.name}s`,
    ...(practiceId === undefined ? [] : [`practice:${practiceId}`]),
  );
  await effects.also?.(tx, row, before);
  return { kind: "done", row };
}
