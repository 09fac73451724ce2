import { and, asc, desc, eq, ilike, inArray, lt, or, sql } from "drizzle-orm";
import type { AuditPageProps } from "~/app/components/operations/AuditPage";
import type { PeoplePageProps } from "~/app/components/operations/PeoplePage";
import { database } from "~/db/client";
import { newestCheckpoint } from "~/db/queries/newest-checkpoint";
import { verifyAudit } from "~/db/queries/verify-audit";
import { auditEvents, auditHeads, connections, practices, sessions, users } from "~/db/schema";
import { actionsNamed, actionWords } from "./audit-words.server";
import type { Args } from "./context.server";
import { initialsOf, requireActor, roleTitles } from "./session.server";

const pageSize = 100;

/** The audit trail; `chain`, `q` (who, which action, on what) and `cursor` in the URL. */
export async function loadAudit(args: Args): Promise<Omit<AuditPageProps, "verdict">> {
  await requireActor(args, "audit.view");
  const db = database();
  const url = new URL(args.request.url);
  const chain = url.searchParams.get("chain") ?? "";
  const search = url.searchParams.get("q")?.trim() ?? "";
  const [cursorAt = "", cursorSeq = "0"] = (url.searchParams.get("cursor") ?? "").split("~");
  const from = Date.parse(cursorAt);
  const [rows, chains, checkpoint] = await Promise.all([
    db
      .select({
        event: auditEvents,
        by: users.name,
        at: sql<string>`to_char(${auditEvents.at} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
      })
      .from(auditEvents)
      .leftJoin(users, eq(users.id, auditEvents.actor))
      .where(
        and(
          chain && chain !== "all" ? eq(auditEvents.chain, chain) : undefined,
          search ? searchedBy(search) : undefined,
          Number.isNaN(from)
            ? undefined
            : lt(
                sql`(${auditEvents.at}, ${auditEvents.seq})`,
                sql`(${cursorAt}::timestamptz, ${Number(cursorSeq)}::bigint)`,
              ),
        ),
      )
      .orderBy(desc(auditEvents.at), desc(auditEvents.seq))
      .limit(pageSize + 1),
    db
      .select({ chain: auditHeads.chain, practice: practices.name })
      .from(auditHeads)
      .leftJoin(connections, eq(connections.id, auditHeads.chain))
      .leftJoin(practices, eq(practices.id, connections.practiceId))
      .orderBy(asc(auditHeads.chain))
      .limit(500),
    newestCheckpoint(),
  ]);
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  return {
    events: shown.map(({ event, by }) => {
      const objectHref = hrefOf(event.objectId);
      return {
        key: `${event.chain}-${event.seq}`,
        at: event.at.toISOString(),
        actor: by ?? event.actor,
        action: actionWords(event.action),
        objectId: event.objectId,
        ...(objectHref && { objectHref }),
        outcome: event.outcome === "refused" ? "refused" : event.outcome === "failed" ? "failed" : "done",
        ...(event.reason && { reason: event.reason }),
        chain: event.chain,
        seq: event.seq,
      };
    }),
    chains: chains.map((one) => ({
      value: one.chain,
      label: one.practice ? `${one.practice} (${one.chain})` : "System",
    })),
    chain: chain || "all",
    search,
    checkpoint: checkpoint ?? null,
    paging: {
      kind: "cursor",
      next: rows.length > pageSize && last ? `${last.at}~${last.event.seq}` : null,
      first: Number.isNaN(from),
    },
  };
}

/** Events whose actor, action as it is read, or object has these words in it. */
function searchedBy(words: string) {
  const part = `%${words.replace(/[\\%_]/g, "\\$&")}%`;
  const actions = actionsNamed(words);
  return or(
    ilike(users.name, part),
    ilike(auditEvents.actor, part),
    ilike(auditEvents.objectId, part),
    ilike(auditEvents.action, part),
    actions.length > 0 ? inArray(auditEvents.action, actions) : undefined,
  );
}

/** `intent=verify`: every chain is recomputed. */
export async function actOnAudit(args: Args): Promise<{ verdict: NonNullable<AuditPageProps["verdict"]> }> {
  await requireActor(args, "audit.view");
  const { ok, events, firstBroken } = await verifyAudit();
  const text = firstBroken
    ? `Chain ${firstBroken.chain} is broken at event ${firstBroken.seq}: ${firstBroken.reason}. Everything before it still holds.`
    : "Every event follows the one before it, and none was changed.";
  return { verdict: { ok, events, text } };
}

export async function loadPeople(args: Args): Promise<PeoplePageProps> {
  await requireActor(args, "people.view");
  const rows = await database()
    .select({
      user: users,
      practice: practices.name,
      lastSeen: sql<string | null>`(select max(s.seen_at) from ${sessions} s where s.user_id = users.id)`,
    })
    .from(users)
    .leftJoin(practices, eq(practices.id, users.practiceId))
    .orderBy(asc(users.name))
    .limit(500);
  return {
    people: rows.map(({ user, practice, lastSeen }) => ({
      id: user.id,
      name: user.name,
      initials: initialsOf(user.name),
      email: user.email,
      roles: user.roles.map((role) => roleTitles[role]),
      ...(practice && { practice }),
      lastSeen: lastSeen ? new Date(lastSeen).toISOString() : null,
      disabled: user.disabledAt !== null || user.passwordHash === null,
    })),
  };
}

function hrefOf(id: string): string | undefined {
  if (id.startsWith("con_")) return `/connections/${id}`;
  if (id.startsWith("msg_")) return `/messages/${id}`;
  if (id.startsWith("req_")) return `/approvals/${id}`;
  if (id.startsWith("emr_")) return `/admin/emr-systems/${id}`;
  return undefined;
}
