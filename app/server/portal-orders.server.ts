import { asc, eq } from "drizzle-orm";
import type { AskOrdersProps } from "~/app/components/pages/AskOrdersPage";
import { database } from "~/db/client";
import { panels, tests } from "~/db/schema/compendium";
import type { ConnectionState } from "~/db/schema/connections";
import { getLab } from "~/workflows/lab";
import { askForOrders, noOrdersBecause, ordersFormSchema } from "~/workflows/request/change";
import { type Args, newNonce } from "./context.server";
import { ordersWish } from "./orders-wish.server";
import { price } from "./portal.server";
import { done, fieldErrors, invalid, refused, valuesOf } from "./respond.server";
import { findOwnConnection } from "./self-test.server";

/** A practice that gets results asks to send its orders too. */

/** What happens to a connection in this state once the lab has agreed, in a practice's words. */
function whatHappens(state: ConnectionState, lab: string): string[] {
  const test = `${lab} sets the orders up. You map nothing and install nothing; they ask if they need something.`;
  const start = "You test and sign once more, for the orders. They start when everything is in order, and not before.";
  if (state !== "live") return [test, start];
  return [
    "Results go on reaching you as they do now, until the test.",
    `For the test ${lab} pauses the connection. Results wait meanwhile; none is lost, and all are sent afterwards.`,
    test,
    start,
  ];
}

export async function loadAskOrders(args: Args): Promise<Omit<AskOrdersProps, "errors">> {
  const { row } = await findOwnConnection(args);
  const db = database();
  const [lab, wish, testRows, panelRows] = await Promise.all([
    getLab(),
    ordersWish(row),
    db.select().from(tests).where(eq(tests.status, "active")).orderBy(asc(tests.name)),
    db.select().from(panels).where(eq(panels.status, "active")).orderBy(asc(panels.name)),
  ]);
  return {
    title: row.emrName,
    lab: lab.shortName,
    homeHref: `/portal/connections/${row.id}`,
    not: noOrdersBecause(row) ?? null,
    asked: wish ? { href: `/portal/requests/${wish.id}`, agreed: wish.state === "approved" } : null,
    happens: whatHappens(row.state, lab.shortName),
    tests: testRows.map((test) => ({ value: test.code, label: test.name, text: test.specimen })),
    panels: panelRows.map((panel) => ({
      value: panel.code,
      label: panel.name,
      text: panel.members.join(", "),
      aside: price(panel.preferredPriceCents),
    })),
    nonce: newNonce(),
    defaultValues: {
      tests: row.offeredTests,
      panels: row.offeredPanels,
      orders: "",
      signerName: row.signerName,
      signerEmail: row.signerEmail,
      notes: "",
    },
  };
}

/** Sends the wish to the lab. */
export async function actOnAskOrders(args: Args) {
  const { actor, row } = await findOwnConnection(args);
  const form = await args.request.formData();
  const parsed = ordersFormSchema.safeParse({
    notes: "",
    ...Object.fromEntries(form),
    tests: form.getAll("tests").map(String),
    panels: form.getAll("panels").map(String),
  });
  if (!parsed.success) return invalid(fieldErrors(parsed.error.issues), valuesOf(form));
  const outcome = await askForOrders(actor, row.id, parsed.data);
  if (outcome.kind !== "done") return refused(outcome, valuesOf(form));
  const text = "You are told by e-mail as soon as there is an answer.";
  return done(`/portal/requests/${outcome.row.id}`, "Request submitted", text);
}
