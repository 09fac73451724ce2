import { data } from "@remix-run/node";
import { eq, sql } from "drizzle-orm";
import type { ColorScheme, RootData } from "~/app/components/viewer";
import { database } from "~/db/client";
import { practices } from "~/db/schema/people";
import { getLab } from "~/workflows/lab";
import type { Args } from "./context.server";
import { clearToast, readCookies, readToast } from "./cookies.server";
import { findUser, viewerOf } from "./session.server";

/** What every page knows: who looks, the lab, the look, and what waits for whom. */
export async function loadRoot(args: Args) {
  const cookies = readCookies(args.request);
  const toast = readToast(args.request);
  const user = await findUser(args);
  const [lab, [practice], badges] = await Promise.all([
    getLab(),
    user?.practiceId
      ? database().select({ name: practices.name }).from(practices).where(eq(practices.id, user.practiceId))
      : [],
    user && !user.practiceId ? countBadges() : {},
  ]);
  const schemes: ColorScheme[] = ["light", "dark", "auto"];
  const root: RootData = {
    colorScheme: schemes.find((scheme) => scheme === cookies.gh_color_scheme) ?? "auto",
    demo: args.context.gatehouse.demo,
    labName: lab.shortName,
    viewer: user ? viewerOf(user, practice?.name ?? null) : null,
    badges,
    rail: cookies.gh_rail === "collapsed" ? "collapsed" : "open",
    toast,
  };
  return data(root, toast ? { headers: { "Set-Cookie": clearToast() } } : {});
}

async function countBadges(): Promise<Record<string, number>> {
  const [row] = await database().execute(sql`
    select
      (select count(*)::int from connection_requests where state = 'submitted') as approvals,
      (select count(*)::int from connection_requests where state = 'submitted' and due_at < now()) as "approvals:urgent",
      (select count(*)::int from connections where state in ('provisioning', 'testing', 'ready')) as connections,
      (select count(*)::int from messages where state in ('held', 'dead')) as messages,
      (select count(*)::int from alerts where resolved_at is null and acknowledged_at is null) as alerts,
      (select count(*)::int from alerts where resolved_at is null and acknowledged_at is null and severity = 'stop') as "alerts:urgent"`);
  return (row as Record<string, number> | undefined) ?? {};
}
