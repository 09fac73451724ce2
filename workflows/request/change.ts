/**
 * A request about a connection there is: a practice that gets results wants to send its orders too. It is a request like
 * any other, in the same queue with the same clock; its approval changes the connection instead of making one.
 */
import { eq } from "drizzle-orm";
import { z } from "zod";
import { newId } from "~/db/ids";
import { connections } from "~/db/schema/connections";
import { connectionRequests, type RequestForm } from "~/db/schema/requests";
import { type Transaction, type Writer, withTransaction } from "~/db/transaction";
import { type Actor, workerActor } from "../actor";
import { takeOrdersIn } from "../connection/take-orders";
import { raiseToDo } from "../connection/to-dos";
import { type ConnectionRow, dispatchRequestIn, type Outcome, type RequestRow } from "../dispatch";
import { getLab } from "../lab";
import { may } from "../policy";
import { requestMachineVersion } from "./machine";
import { submission } from "./submission";

/** What the practice says of it: which codes it orders, how often, who signs. */
export const ordersFormSchema = z
  .object({
    tests: z.array(z.string().max(80)).max(2_000),
    panels: z.array(z.string().max(80)).max(500),
    orders: z
      .string()
      .trim()
      .regex(/^[1-9]\d{0,6}$/, "How many orders a month? A number from 1 to 9,999,999."),
    signerName: z.string().trim().min(1, "Who signs? A name is needed.").max(200, "At most 200 characters."),
    signerEmail: z.string().trim().email("This does not look like an e-mail address."),
    notes: z.string().trim().max(4_000, "At most 4,000 characters."),
  })
  .refine(({ tests, panels }) => tests.length + panels.length > 0, {
    path: ["tests"],
    message: "Choose at least one test or panel.",
  });
export type OrdersForm = z.infer<typeof ordersFormSchema>;

const over = ["retired", "cancelled"];

/** Why orders cannot be asked for; undefined when they can. Pure. */
export function noOrdersBecause(row: Pick<ConnectionRow, "mode" | "state">): string | undefined {
  if (row.mode === "bidirectional") return "This connection carries orders already.";
  if (over.includes(row.state)) return "This connection has ended.";
  return undefined;
}

/** Sends the wish to the lab. Another one about the connection that is open already is refused; it stays as it is. */
export async function askForOrders(actor: Actor, connectionId: string, wish: OrdersForm): Promise<Outcome<RequestRow>> {
  const lab = await getLab();
  return withTransaction(async (tx): Promise<Outcome<RequestRow>> => {
    const row = await lockConnection(tx.db, connectionId);
    if (actor.kind !== "person" || !row || !may(actor, "request.submit", row)) return { kind: "not-found" };
    const why = noOrdersBecause(row);
    if (why) return { kind: "refused", code: "not-now", message: why };
    const [first] = await tx.db.select().from(connectionRequests).where(eq(connectionRequests.id, row.requestId));
    if (!first) return { kind: "not-found" };
    const id = newId("req");
    const [fresh] = await tx.db
      .insert(connectionRequests)
      .values({
        id,
        practiceId: row.practiceId,
        createdBy: actor.id,
        state: "draft",
        machineVersion: requestMachineVersion,
        form: withOrders(first.form, wish),
        formSavedBy: actor.id,
        emrSystemId: row.emrSystemId,
        emrName: row.emrName,
        changesConnectionId: row.id,
      })
      .onConflictDoNothing()
      .returning();
    if (!fresh) return { kind: "refused", code: "asked", message: "The lab has been asked already." };
    const meta = { changes: row.id };
    tx.audit({ chain: "system", actor: actor.id, action: "request.draft", objectId: id, outcome: "done", meta });
    const sent = await dispatchRequestIn(tx, actor, id, "submit", submission(lab, new Date()));
    tx.notify(`connection:${row.id}`);
    if (sent.kind === "refused") throw new NotSent(sent);
    return sent;
  }).catch((error: unknown) => {
    if (error instanceof NotSent) return error.outcome;
    throw error;
  });
}

/** Takes the transaction, and with it the draft, back with the refusal that is to be told. */
class NotSent extends Error {
  constructor(readonly outcome: Outcome<RequestRow>) {
    super("The request was not sent.");
  }
}

/** What the practice said of itself before stays; what it wants now is added. */
const withOrders = (form: RequestForm, wish: OrdersForm): RequestForm => ({
  ...form,
  mode: "bidirectional",
  volume: { ...form.volume, orders: wish.orders },
  targetDate: "",
  tests: wish.tests,
  panels: wish.panels,
  contacts: { ...form.contacts, signer: { ...form.contacts.signer, name: wish.signerName, email: wish.signerEmail } },
  notes: wish.notes,
});

/** The connection a request wants changed; undefined for one that asks for a new connection. */
export async function changedBy(
  request: Pick<RequestRow, "changesConnectionId">,
  db: Pick<Writer, "select">,
): Promise<ConnectionRow | undefined> {
  if (request.changesConnectionId === null) return undefined;
  const [row] = await db.select().from(connections).where(eq(connections.id, request.changesConnectionId));
  return row;
}

/**
 * What an approval does to the connection, in its transaction: where nothing runs it takes orders from here on, as far as its
 * gate lets it. What is live goes on as it is, and the engineers find it on its list.
 */
export async function agreeToOrders(tx: Transaction, actor: Actor, request: RequestRow, id: string): Promise<void> {
  const row = await lockConnection(tx.db, id);
  if (!row) throw new Error(`There is no connection ${id}.`);
  tx.notify(`connection:${id}`, "connections");
  if (row.state !== "live") {
    const taken = await takeOrdersIn(tx, workerActor, id, request);
    if (taken.kind === "refused") throw new Error(taken.message);
    return;
  }
  const what = "Take orders too, as agreed: pause the connection, then set the orders up and test them";
  await raiseToDo(tx, id, { topic: "orders", what, createdBy: actor.kind === "person" ? actor.id : request.createdBy });
}

async function lockConnection(db: Writer, id: string): Promise<ConnectionRow | undefined> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id)).for("update");
  return row;
}
