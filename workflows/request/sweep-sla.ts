import { and, eq, isNull, lte, or } from "drizzle-orm";
import { database } from "~/db/client";
import { connectionRequests } from "~/db/schema/requests";
import { queueMail } from "~/emails/outbox";
import { clockActor } from "../actor";
import { dispatchRequest } from "../dispatch";
import { addressesOf, getLab } from "../lab";
import { raiseRaidItem } from "../program/raid";
import * as letters from "./letters";
import { policyOf } from "./sla-clock";
import { loadSlaRules } from "./sla-rules";

/** Sends the SLA's warnings and escalations that are due. Called by the clock; safe to call twice. */
export async function sweepSla(now = new Date()): Promise<void> {
  const due = await database()
    .select({ id: connectionRequests.id, dueAt: connectionRequests.dueAt, warnedAt: connectionRequests.slaWarnedAt })
    .from(connectionRequests)
    .where(
      and(
        eq(connectionRequests.state, "submitted"),
        or(
          and(lte(connectionRequests.slaWarnAt, now), isNull(connectionRequests.slaWarnedAt)),
          and(lte(connectionRequests.dueAt, now), isNull(connectionRequests.slaBreachedAt)),
        ),
      ),
    );
  if (due.length === 0) return;
  const [lab, rules] = await Promise.all([getLab(), loadSlaRules()]);
  for (const { id, dueAt, warnedAt } of due) {
    if (dueAt && dueAt <= now) {
      await dispatchRequest(clockActor, id, "slaBreach", {
        change: { slaBreachedAt: now, slaWarnedAt: warnedAt ?? now },
        also: async (tx, row) => {
          const escalation = policyOf(rules, row).escalationEmail || lab.escalationEmail;
          const to = [escalation, ...(await addressesOf(tx.db, "sales"))];
          await queueMail(tx, to, `request.slaBreach ${id}`, letters.breached(row));
          await raiseRaidItem(tx, {
            type: "issue",
            severity: "high",
            title: `${row.form.practice.legalName} was not answered in time`,
            ownerId: row.assigneeId,
            subjectId: id,
          });
        },
      });
    } else {
      await dispatchRequest(clockActor, id, "slaWarn", {
        change: { slaWarnedAt: now },
        also: async (tx, row) =>
          queueMail(tx, await addressesOf(tx.db, "sales"), `request.slaWarn ${id}`, letters.warned(row)),
      });
    }
  }
}
