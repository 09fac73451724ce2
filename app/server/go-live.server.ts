import { and, desc, eq, inArray } from "drizzle-orm";
import type { GoLiveTabProps } from "~/app/components/workspace/GoLiveTab";
import { database } from "~/db/client";
import { goLivePlans } from "~/db/schema/go-live";
import { users } from "~/db/schema/people";
import { connectionContext } from "~/workflows/connection/context";
import { agreeGoLive, cancelGoLive, planGoLive } from "~/workflows/connection/go-live";
import { earlierSigned } from "~/workflows/connection/go-live-facts";
import { getGoLiveRules } from "~/workflows/connection/go-live-rules";
import { loadFirstDay, tickFirstDay } from "~/workflows/connection/hypercare";
import { outlook } from "~/workflows/connection/outlook";
import { plannedTime } from "~/workflows/connection/planned-time";
import { returnToEarlier } from "~/workflows/connection/return-to-version";
import { signerTrace } from "~/workflows/connection/signer";
import { getLab } from "~/workflows/lab";
import { may } from "~/workflows/policy";
import type { Move } from "./connection-actions.server";
import { findConnection } from "./connections.server";
import { type Args, newNonce } from "./context.server";
import { done, invalid, refused, valuesOf } from "./respond.server";

/** What is planned, what happened since the go-live, and the way back. */
export async function loadGoLiveTab(args: Args): Promise<Omit<GoLiveTabProps, "errors" | "typed">> {
  const { actor, row } = await findConnection(args);
  const db = database();
  const [rules, lab, context, plans, items, earlier, trace] = await Promise.all([
    getGoLiveRules(),
    getLab(),
    connectionContext(db, row, actor),
    db
      .select()
      .from(goLivePlans)
      .where(and(eq(goLivePlans.connectionId, row.id), eq(goLivePlans.step, "go-live")))
      .orderBy(desc(goLivePlans.askedAt))
      .limit(20),
    loadFirstDay(row),
    earlierSigned(row, db),
    signerTrace(row.id),
  ]);
  const involved = plans.flatMap((one) => [one.askedBy, one.agreedBy ?? one.askedBy]);
  const people = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, ["", ...involved]));
  const nameOf = (id: string | null) => people.find((person) => person.id === id)?.name ?? "Gatehouse";
  const prospects = new Map(outlook(row.state, context).map((prospect) => [prospect.event, prospect]));
  const can = (event: "planGoLive" | "agreeGoLive" | "cancelGoLive" | "pause" | "returnToVersion") =>
    may(actor, `connection.${event}`, row) && prospects.get(event)?.kind === "open";
  const [newest] = plans;
  const open = newest?.state === "open" ? newest : undefined;
  const plan = prospects.get("planGoLive");
  const close = row.hypercareUntil !== null && row.hypercareUntil > new Date() && row.state === "live";
  return {
    zone: lab.calendar.timeZone,
    secondPerson: rules.secondPerson,
    ahead: ["provisioning", "testing", "ready"].includes(row.state),
    canPlan: can("planGoLive"),
    whyNot: plan?.kind === "refused" ? plan.message : null,
    open: open
      ? {
          by: nameOf(open.askedBy),
          at: open.askedAt.toISOString(),
          scheduledFor: open.scheduledFor?.toISOString() ?? null,
          agreed:
            open.agreedBy && open.agreedAt ? { by: nameOf(open.agreedBy), at: open.agreedAt.toISOString() } : null,
          stale: open.configurationVersion !== row.configurationVersion,
          canAgree: can("agreeGoLive"),
          canCancel: can("cancelGoLive"),
        }
      : null,
    earlier: plans
      .filter((one) => one.state !== "open")
      .map((one) => ({
        key: one.id,
        at: (one.endedAt ?? one.askedAt).toISOString(),
        outcome: one.state as "live" | "refused" | "cancelled",
        text: [
          `Asked for by ${nameOf(one.askedBy)}`,
          one.agreedBy ? `agreed to by ${nameOf(one.agreedBy)}` : "",
          one.endedWhy ?? "",
        ]
          .filter(Boolean)
          .join("; "),
      })),
    hypercare: items
      ? {
          until: row.hypercareUntil?.toISOString() ?? null,
          close,
          limits: `a message that waits for ${rules.waitMinutes} minutes, and ${rules.quietHours} working hours without an order or a result`,
          canTick: may(actor, "connection.tickFirstDay", row),
          items: items.map((item) => ({
            ...item,
            by: item.by === null || item.by === "record" ? null : item.by.name,
          })),
        }
      : null,
    wayBack: {
      version: earlier ?? null,
      inForce: row.configurationVersion ?? 0,
      // From live it is one step as well, with or without a pause.
      canReturn:
        earlier !== undefined &&
        may(actor, "connection.returnToVersion", row) &&
        (row.state === "live" || can("returnToVersion")),
      canPause: can("pause"),
    },
    signers: trace.map(({ change, by }) => ({
      key: change.id,
      at: change.at.toISOString(),
      text:
        change.kind === "given"
          ? `${by} named ${change.toName} to sign instead of ${change.fromName}`
          : `${by} took it back: ${change.toName} signs again`,
    })),
    packet: may(actor, "connection.packet", row)
      ? { json: `/connections/${row.id}/packet.json`, pdf: `/connections/${row.id}/packet.pdf` }
      : null,
    nonce: newNonce(),
  };
}

const reasonOf = (form: FormData) => String(form.get("reason") ?? "").trim();
const noReason = () => invalid({ reason: "A reason is needed; it stays on record." });

/** What can be done on the page, one entry per `intent`. */
export const goLiveHandlers: Record<string, (move: Move) => Promise<unknown>> = {
  planGoLive: async ({ actor, row, form, page }) => {
    const { calendar } = await getLab();
    const time = plannedTime(String(form.get("at") ?? ""), calendar.timeZone, new Date());
    if (time.kind === "wrong") return invalid({ at: time.message }, valuesOf(form));
    const outcome = await planGoLive(actor, row.id, time.kind === "at" ? time.at : null);
    if (outcome.kind === "refused" && outcome.field)
      return invalid({ [outcome.field]: outcome.message }, valuesOf(form));
    if (outcome.kind !== "done") return refused(outcome, valuesOf(form));
    return done(page("go-live"), "Go-live planned", "The gate is asked again at that moment.");
  },
  agreeGoLive: async ({ actor, row, page }) => {
    const outcome = await agreeGoLive(actor, row.id);
    if (outcome.kind !== "done") return refused(outcome);
    return outcome.row.state === "live"
      ? done(page("go-live"), "Live", "Orders and results flow from now on.")
      : done(page("go-live"), "Agreed", "It goes live by itself at the planned time.");
  },
  cancelGoLive: async ({ actor, row, form, page }) => {
    if (!reasonOf(form)) return noReason();
    const outcome = await cancelGoLive(actor, row.id, reasonOf(form));
    return outcome.kind === "done" ? done(page("go-live"), "Plan cancelled") : refused(outcome);
  },
  returnToVersion: async ({ actor, row, form, page }) => {
    if (!reasonOf(form)) return noReason();
    const outcome = await returnToEarlier(actor, row.id, reasonOf(form));
    if (outcome.kind !== "done") return refused(outcome);
    const { state, configurationVersion } = outcome.row;
    return done(
      page("go-live"),
      `Version ${configurationVersion} is in force`,
      state === "live" ? "Orders and results flow with it." : "It is paused; the gate says what is missing.",
    );
  },
  tickFirstDay: async ({ actor, row, form, page }) => {
    const outcome = await tickFirstDay(actor, row.id, String(form.get("item") ?? ""));
    return outcome.kind === "done" ? done(page("go-live"), "Ticked") : refused(outcome);
  },
};
