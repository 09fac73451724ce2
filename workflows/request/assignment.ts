import { and, arrayContains, eq, isNull } from "drizzle-orm";
import { database } from "~/db/client";
import { users } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { type Actor, personId } from "../actor";
import { dispatchRequest, dispatchRequestIn, type Outcome, type Refusal, type RequestRow } from "../dispatch";
import { getLab, type Lab } from "../lab";
import * as letters from "./letters";
import { providerAddresses } from "./people";

/** The actor looks after the request from now on. Refused, with the name, where somebody does already. */
export async function claimRequest(actor: Actor, id: string): Promise<Outcome<RequestRow>> {
  const lab = await getLab();
  const outcome = await dispatchRequest(actor, id, "claim", {
    change: { assigneeId: personId(actor), assignedAt: new Date() },
    also: (tx, row) => tellPractice(tx, row, actor.name, lab),
  });
  if (outcome.kind !== "refused" || outcome.code !== "assigned") return outcome;
  const [taken] = await database()
    .select({ id: users.id, name: users.name })
    .from(connectionRequests)
    .innerJoin(users, eq(users.id, connectionRequests.assigneeId))
    .where(eq(connectionRequests.id, id));
  if (!taken) return outcome;
  const who = taken.id === actor.id ? "You look" : `${taken.name} looks`;
  return { ...outcome, message: `${who} after this request already; nothing was changed. Assign it to take it over.` };
}

/** The practice hears of it when somebody takes the request up, not when it moves on from one to another. */
const tellPractice = async (tx: Transaction, row: RequestRow, by: string, lab: Lab) =>
  queueMail(tx, await providerAddresses(tx.db, row), `request.claim ${row.id}`, letters.claimed(row, by, lab));

/** What became of several requests at once: how many changed, and why the first of the others did not. */
export type Assigned = { kind: "done"; changed: number; kept: number; why?: string } | Refusal;

/** Gives the requests to somebody of Sales, or with null to nobody. Those decided meanwhile are left alone and counted. */
export async function assignRequests(
  actor: Actor,
  ids: readonly string[],
  assigneeId: string | null,
): Promise<Assigned> {
  const lab = await getLab();
  return withTransaction(async (tx) => {
    const [assignee] = assigneeId
      ? await tx.db
          .select({ id: users.id, name: users.name, email: users.email })
          .from(users)
          .where(and(eq(users.id, assigneeId), arrayContains(users.roles, ["sales"]), isNull(users.disabledAt)))
      : [];
    if (assigneeId && !assignee) {
      return { kind: "refused", code: "not-sales", message: "Only somebody of Sales can look after a request." };
    }
    let changed = 0;
    let why: string | undefined;
    // In one order everywhere, so that two who assign the same rows do not wait for each other.
    for (const id of [...new Set(ids)].sort()) {
      const outcome = await dispatchRequestIn(tx, actor, id, assignee ? "assign" : "release", {
        ...(assignee && { reason: `To ${assignee.name}` }),
        change: { assigneeId: assignee?.id ?? null, assignedAt: assignee ? new Date() : null },
        also: async (tx, row, before) => {
          if (!assignee || before.assigneeId === assignee.id) return;
          if (assignee.id !== actor.id) {
            await queueMail(tx, [assignee.email], `request.assign ${id}`, letters.assigned(row, actor.name, lab));
          }
          if (before.assigneeId === null) await tellPractice(tx, row, assignee.name, lab);
        },
      });
      if (outcome.kind === "forbidden") return outcome;
      if (outcome.kind === "done") changed++;
      else why ??= outcome.kind === "refused" ? outcome.message : "The request is not there any more.";
    }
    return { kind: "done", changed, kept: new Set(ids).size - changed, ...(why && { why }) };
  });
}
