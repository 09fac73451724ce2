import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { database } from "../client";
import { alerts, auditEvents, hops, inboundFiles, messages } from "../schema";

/** Everything that was seen of a test run, as rows. What it means is decided elsewhere. */
export async function testRunFacts(runId: string) {
  const db = database();
  const list = await db.select().from(messages).where(eq(messages.testRunId, runId)).orderBy(asc(messages.sequence));
  const ids = list.map((message) => message.id);
  const fileIds = [...new Set(list.flatMap((message) => message.fileId ?? []))];
  const [hopRows, auditRows, files, alertRows] = await Promise.all([
    ids.length === 0 ? [] : db.select().from(hops).where(inArray(hops.messageId, ids)).orderBy(asc(hops.seq)),
    ids.length === 0
      ? []
      : db
          .select({ objectId: auditEvents.objectId, action: auditEvents.action, meta: auditEvents.meta })
          .from(auditEvents)
          .where(inArray(auditEvents.objectId, ids))
          .orderBy(asc(auditEvents.seq)),
    fileIds.length === 0
      ? []
      : db
          .select({
            id: inboundFiles.id,
            state: inboundFiles.state,
            messageCount: inboundFiles.messageCount,
            stored: sql<number>`(select count(*)::int from messages m where m.file_id = inbound_files.id)`,
          })
          .from(inboundFiles)
          .where(inArray(inboundFiles.id, fileIds)),
    db
      .select({
        id: alerts.id,
        kind: alerts.kind,
        mailed: sql<number>`(select count(*)::int from mails where mails.cause = 'alert ' || alerts.id and mails.state = 'sent')`,
      })
      .from(alerts)
      .where(and(eq(alerts.testRunId, runId), eq(alerts.kind, "drill"))),
  ]);
  return { messages: list, hops: hopRows, audit: auditRows, files, drillAlerts: alertRows };
}

export type TestRunFacts = Awaited<ReturnType<typeof testRunFacts>>;
