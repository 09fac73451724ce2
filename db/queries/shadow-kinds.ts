import { sql } from "drizzle-orm";
import { database } from "../client";
import type { Direction } from "../schema/messages";
import type { Writer } from "../transaction";

/** One kind of difference between a candidate and the configuration in force, over all messages that show it. */
export type ShadowKind = {
  direction: Direction;
  /** A path without its repetitions, `stops/<code>` or `passes/<code>`. */
  kind: string;
  messages: number;
  /** The newest message that shows it. */
  example: string;
  accepted: { by: string; note: string; at: string } | null;
};

/** A candidate of a connection. */
export type Candidate = { connectionId: string; version: number };

/** The kinds of difference that were seen with a candidate, those in most messages first. */
export async function shadowKinds(
  { connectionId, version }: Candidate,
  db: Pick<Writer, "execute"> = database(),
): Promise<ShadowKind[]> {
  const rows = await db.execute(sql`
    select k.direction, k.kind, k.messages, k.example,
      case when a.kind is not null then json_build_object('by', u.name, 'note', a.note, 'at', a.at) end as accepted
    from (
      select o.direction, kind, count(*)::int as messages,
        (array_agg(o.message_id order by o.received_at desc))[1] as example
      from shadow_outcomes o, unnest(o.kinds) as kind
      where o.connection_id = ${connectionId} and o.candidate_version = ${version}
      group by 1, 2) k
    left join shadow_acceptances a on a.connection_id = ${connectionId} and a.candidate_version = ${version}
      and a.direction = k.direction and a.kind = k.kind
    left join users u on u.id = a.accepted_by
    order by k.messages desc, k.kind, k.direction`);
  return rows as unknown as ShadowKind[];
}

/** How far the shadow of a candidate has come. */
export type ShadowCount = {
  compared: number;
  /** Kinds of difference nobody has accepted. */
  unexplained: number;
  /** Whether the connection ever had a real message to compare on. */
  anyMessage: boolean;
};

/** Counts for the gate of a candidate; cheap beside {@link shadowKinds}. */
export async function shadowCount(
  { connectionId, version }: Candidate,
  db: Pick<Writer, "execute"> = database(),
): Promise<ShadowCount> {
  const [row] = await db.execute(sql`
    select
      (select count(*)::int from shadow_outcomes o
        where o.connection_id = ${connectionId} and o.candidate_version = ${version}) as compared,
      (select count(*)::int from (
        select distinct o.direction, kind from shadow_outcomes o, unnest(o.kinds) as kind
        where o.connection_id = ${connectionId} and o.candidate_version = ${version}
        except select a.direction, a.kind from shadow_acceptances a
        where a.connection_id = ${connectionId} and a.candidate_version = ${version}) open) as unexplained,
      exists (select 1 from messages m
        where m.connection_id = ${connectionId} and m.test_run_id is null and m.state <> 'duplicate') as "anyMessage"`);
  return row as unknown as ShadowCount;
}
