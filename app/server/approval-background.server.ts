import { and, desc, eq, isNotNull, ne, or, sql } from "drizzle-orm";
import type { ApprovalPanelProps } from "~/app/components/console/approvals/types";
import { database } from "~/db/client";
import { type EmrHistory, emrHistory, incidentRate } from "~/db/queries/emr-history";
import { connectionRequests, connections, practices } from "~/db/schema";
import type { MatrixTransport } from "~/db/schema/matrix";
import type { RequestRow } from "~/workflows/dispatch";

/** What the lab knows from before: this practice's other requests, and how long connections like this one took. */
export async function loadBackground(
  request: RequestRow,
  transport: "sftp" | "rest",
): Promise<ApprovalPanelProps["background"] & Pick<ApprovalPanelProps["matrix"], "history">> {
  const sameEmr = request.emrSystemId ? eq(connections.emrSystemId, request.emrSystemId) : sql`false`;
  const sameTransport = eq(connections.transport, transport);
  const tookDays = sql`extract(epoch from ${connections.liveAt} - ${connectionRequests.decidedAt}) / 86400`;
  const median = sql`percentile_cont(0.5) within group (order by ${tookDays})`;
  const wentLive = and(isNotNull(connections.liveAt), isNotNull(connectionRequests.decidedAt));
  const db = database();
  const [earlier, [took], latest, seen] = await Promise.all([
    db
      .select({ request: connectionRequests, connection: connections })
      .from(connectionRequests)
      .leftJoin(connections, eq(connections.id, connectionRequests.connectionId))
      .where(
        and(
          eq(connectionRequests.practiceId, request.practiceId),
          ne(connectionRequests.id, request.id),
          isNotNull(connectionRequests.submittedAt),
        ),
      )
      .orderBy(desc(connectionRequests.createdAt))
      .limit(5),
    db
      .select({
        emrCount: sql<number>`(count(*) filter (where ${sameEmr}))::int`,
        emrDays: sql<number | null>`(${median} filter (where ${sameEmr}))::float8`,
        transportCount: sql<number>`(count(*) filter (where ${sameTransport}))::int`,
        transportDays: sql<number | null>`(${median} filter (where ${sameTransport}))::float8`,
      })
      .from(connections)
      .innerJoin(connectionRequests, eq(connectionRequests.id, connections.requestId))
      .where(wentLive),
    db
      .select({
        id: connections.id,
        practice: practices.name,
        emr: connections.emrName,
        transport: connections.transport,
        days: sql<number>`(${tookDays})::float8`,
      })
      .from(connections)
      .innerJoin(connectionRequests, eq(connectionRequests.id, connections.requestId))
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .where(and(wentLive, or(sameEmr, sameTransport)))
      .orderBy(desc(connections.liveAt))
      .limit(3),
    request.emrSystemId ? emrHistory(request.emrSystemId) : [],
  ]);
  return {
    history: historyOf(seen),
    earlier: earlier.map(({ request: other, connection }) => ({
      id: other.id,
      href: connection ? `/connections/${connection.id}` : `/approvals/${other.id}`,
      emr: other.emrName,
      at: (other.submittedAt ?? other.createdAt).toISOString(),
      outcome: connection ? `connection ${connection.state}` : (outcomes[other.state] ?? other.state),
    })),
    sameEmr: { count: took?.emrCount ?? 0, medianDays: took?.emrDays ?? null },
    sameTransport: { count: took?.transportCount ?? 0, medianDays: took?.transportDays ?? null },
    latest: latest.map(({ id, practice, emr, transport: way, days }) => ({
      href: `/connections/${id}`,
      practice,
      about: `${emr}, ${way.toUpperCase()}`,
      days,
    })),
  };
}

/** Both transports side by side; one nobody used has nothing to say. */
export function historyOf(seen: readonly EmrHistory[]): ApprovalPanelProps["matrix"]["history"] {
  const of = (wanted: MatrixTransport) => {
    const found = seen.find(({ transport }) => transport === wanted);
    if (!found) return { live: 0, medianDays: null, incidents: null };
    return { live: found.live, medianDays: found.medianDays, incidents: incidentRate(found) };
  };
  return { sftp: of("sftp"), rest: of("rest") };
}

const outcomes: Record<string, string> = {
  submitted: "waits for sales",
  "info-requested": "waits for the practice",
  rejected: "declined",
  withdrawn: "withdrawn",
};
