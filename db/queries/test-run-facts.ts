import { asc, eq, inArray, sql } from "drizzle-orm";
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
        messageId: alerts.messageId,
        mailedTo:
          sql`coalesce((select string_agg(mails."to", ' ') from mails where mails.cause = 'alert ' || alerts.id and mails.state = 'sent'), '')`.mapWith(
            (addresses: string) => addresses.split(" ").filter(Boolean),
          ),
      })
      .from(alerts)
      .where(eq(alerts.testRunId, runId)),
  ]);
  return {
    messages: list,
    hops: hopRows,
    audit: auditRows,
    files,
    drillAlerts: alertRows.filter((alert) => alert.kind === "drill"),
    /** Messages somebody was told about. */
    stopAlerts: alertRows.flatMap((alert) => (alert.mailedTo.length > 0 ? (alert.messageId ?? []) : [])),
  };
}

export type TestRunFacts = Awaited<ReturnType<typeof testRunFacts>>;
