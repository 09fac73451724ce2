import { and, desc, eq, isNotNull, ne, or, sql } from "drizzle-orm";
import type { ApprovalPanelProps } from "~/app/components/console/approvals/types";
import { database } from "~/db/client";
import { connectionRequests, connections, practices } from "~/db/schema";
import type { RequestRow } from "~/workflows/dispatch";

/** What the lab knows from before: this practice's other requests, and how long connections like this one took. */
export async function loadBackground(
  request: RequestRow,
  transport: "sftp" | "rest",
): Promise<ApprovalPanelProps["background"]> {
  const sameEmr = request.emrSystemId ? eq(connections.emrSystemId, request.emrSystemId) : sql`false`;
  const sameTransport = eq(connections.transport, transport);
  const tookDays = sql`extract(epoch from ${connections.liveAt} - ${connectionRequests.decidedAt}) / 86400`;
  const median = sql`percentile_cont(0.5) within group (order by ${tookDays})`;
  const wentLive = and(isNotNull(connections.liveAt), isNotNull(connectionRequests.decidedAt));
  const db = database();
  const [earlier, [took], latest] = await Promise.all([
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
  ]);
  return {
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

const outcomes: Record<string, string> = {
  submitted: "waits for sales",
  "info-requested": "waits for the practice",
  rejected: "declined",
  withdrawn: "withdrawn",
};
