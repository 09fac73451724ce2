import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { AlertsPageProps } from "~/app/components/operations/AlertsPage";
import { database } from "~/db/client";
import { alerts, connections, practices } from "~/db/schema";
import { acknowledgeAlert } from "~/workflows/alerts/commands";
import { may } from "~/workflows/policy";
import type { Args } from "./context.server";
import { done, refused } from "./respond.server";
import { requireActor } from "./session.server";

const pageSize = 50;

/** Alerts; `view` (open, done) and `page` in the URL. */
export async function loadAlerts(args: Args): Promise<AlertsPageProps> {
  const actor = await requireActor(args, "alert.view");
  const db = database();
  const url = new URL(args.request.url);
  const ended = url.searchParams.get("view") === "done";
  const page = Math.max(1, Number(url.searchParams.get("page") ?? 1) || 1);
  const [rows, [counts]] = await Promise.all([
    db
      .select({ alert: alerts, practice: practices.name, emr: connections.emrName })
      .from(alerts)
      .leftJoin(connections, eq(connections.id, alerts.connectionId))
      .leftJoin(practices, eq(practices.id, connections.practiceId))
      .where(and(ended ? isNotNull(alerts.resolvedAt) : isNull(alerts.resolvedAt)))
      .orderBy(desc(alerts.raisedAt))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({
        open: sql<number>`(count(*) filter (where ${alerts.resolvedAt} is null))::int`,
        done: sql<number>`(count(*) filter (where ${alerts.resolvedAt} is not null))::int`,
      })
      .from(alerts),
  ]);
  return {
    views: [
      { key: "open", label: "Open", href: "/alerts", count: counts?.open ?? 0, current: !ended },
      { key: "done", label: "Over", href: "/alerts?view=done", count: counts?.done ?? 0, current: ended },
    ],
    rows: rows.map(({ alert, practice, emr }) => ({
      id: alert.id,
      severity: alert.severity,
      title: alert.title,
      detail: alert.detail,
      ...(alert.connectionId &&
        practice && { connection: { label: `${practice}, ${emr}`, href: `/connections/${alert.connectionId}` } }),
      ...(alert.messageId && { message: { label: "Open the message", href: `/messages/${alert.messageId}` } }),
      raisedAt: alert.raisedAt.toISOString(),
      ...(alert.acknowledgedBy && { acknowledgedBy: alert.acknowledgedBy }),
      resolvedAt: alert.resolvedAt?.toISOString() ?? null,
    })),
    canAcknowledge: may(actor, "alert.acknowledge"),
    paging: { kind: "page", page, pageSize, total: (ended ? counts?.done : counts?.open) ?? 0 },
    topics: ["alerts"],
  };
}

/** `intent=acknowledge`: the person looks after it. */
export async function actOnAlert(args: Args) {
  const actor = await requireActor(args, "alert.acknowledge");
  const form = await args.request.formData();
  const outcome = await acknowledgeAlert(actor, String(form.get("id") ?? ""));
  return outcome.kind === "done"
    ? done("/alerts", "Alert taken", "The others see that you look after it.")
    : refused(outcome);
}
