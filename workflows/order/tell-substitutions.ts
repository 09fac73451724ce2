import { and, eq, isNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { connections } from "~/db/schema/connections";
import { posts } from "~/db/schema/conversation";
import { guardedTests } from "~/db/schema/guarded";
import { connectionRequests } from "~/db/schema/requests";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { labToday } from "../compendium/catalogue";
import { getLab, type Lab } from "../lab";
import { providerAddresses } from "../request/people";
import { codeReplaced } from "./letters";

/** Something that was put for a code of a practice's orders and that the practice has not been told of. */
type Untold = { connectionId: string; emrCode: string; labCode: string; putCode: string };

const untold = sql`outcome = 'substituted' and told_at is null and test_run_id is null`;

/**
 * Tells practices what was put for codes of their orders: a message in the conversation and a mail, once a day for each
 * code however many orders there were. No order is named, so nothing says whom one was for. Called by the worker; any
 * number may at once. Returns how many were told.
 */
export async function tellSubstitutions(now = new Date()): Promise<number> {
  const rows = (await database().execute(sql`
    select distinct connection_id as "connectionId", emr_code as "emrCode", lab_code as "labCode", put_code as "putCode"
    from guarded_tests where ${untold} limit 200`)) as unknown as Untold[];
  if (rows.length === 0) return 0;
  const [lab, today] = await Promise.all([getLab(), labToday(now)]);
  let told = 0;
  for (const one of rows) if (await withTransaction((tx) => tellOne(tx, one, lab, today))) told++;
  return told;
}

async function tellOne(tx: Transaction, one: Untold, lab: Lab, today: string): Promise<boolean> {
  // Two workers at once: the second finds nothing left to tell.
  const [connection] = await tx.db.select().from(connections).where(eq(connections.id, one.connectionId)).for("update");
  const ofCode = and(eq(guardedTests.connectionId, one.connectionId), eq(guardedTests.labCode, one.labCode));
  const [before] = await tx.db
    .select({ at: guardedTests.toldAt })
    .from(guardedTests)
    .where(
      and(
        ofCode,
        eq(guardedTests.putCode, one.putCode),
        sql`(${guardedTests.toldAt} at time zone ${lab.calendar.timeZone})::date = ${today}::date`,
      ),
    )
    .limit(1);
  const marked = await tx.db
    .update(guardedTests)
    .set({ toldAt: sql`now()` })
    .where(and(ofCode, eq(guardedTests.putCode, one.putCode), isNull(guardedTests.toldAt), untold))
    .returning({ id: guardedTests.messageId });
  if (!connection || before || marked.length === 0) return false;
  const [request] = await tx.db
    .select()
    .from(connectionRequests)
    .where(eq(connectionRequests.id, connection.requestId));
  if (!request) return false;
  const letter = codeReplaced({ id: connection.id, emrName: connection.emrName, ...one }, lab);
  const [post] = await tx.db
    .insert(posts)
    .values({ id: newId("pst"), requestId: request.id, side: "lab", text: letter.paragraphs.join("\n\n") })
    .returning();
  tx.audit({
    chain: connection.id,
    actor: "worker",
    action: "order.tellSubstitution",
    objectId: post?.id ?? connection.id,
    outcome: "done",
    meta: { code: one.labCode, put: one.putCode, orders: marked.length },
  });
  tx.notify("requests", `request:${request.id}`, `practice:${request.practiceId}`, `connection:${connection.id}`);
  const to = [...(await providerAddresses(tx.db, request)), ...connection.alertContacts];
  await queueMail(tx, to, `order.substitute ${connection.id}`, letter);
  return true;
}
