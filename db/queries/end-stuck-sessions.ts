import { sql } from "drizzle-orm";
import { database } from "../client";

/**
 * Ends sessions that have stood in the middle of a COPY or of a statement for `seconds`, waiting for a client that says
 * nothing more: a process that was stopped, or is behind a dead network. They hold their locks, and neither
 * `statement_timeout` nor `idle_in_transaction_session_timeout` reaches them there. How many it ended.
 */
export async function endStuckSessions(seconds = 30): Promise<number> {
  const ended = await database().execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
      and state = 'active' and wait_event = 'ClientRead'
      and state_change <= now() - make_interval(secs => ${seconds})`);
  return ended.length;
}
