import { redirect } from "@remix-run/node";
import type { Role, Viewer } from "~/app/components/viewer";
import type { Actor } from "~/workflows/actor";
import { type Action, may, type PlainAction } from "~/workflows/policy";
import { findSession, sessionName, type UserRow } from "~/workflows/sign-in";
import type { Args } from "./context.server";
import { readSessionToken } from "./cookies.server";

/** Loaders of one page run side by side; they ask for the same session once. */
const asked = new WeakMap<Request, Promise<UserRow | undefined>>();

export function findUser(args: Args): Promise<UserRow | undefined> {
  const token = readSessionToken(args);
  if (!token) return Promise.resolve(undefined);
  const known = asked.get(args.request);
  if (known) return known;
  const found = findSession(token);
  asked.set(args.request, found);
  return found;
}

type Person = Extract<Actor, { kind: "person" }>;

/** The signed-in person as an actor, if they may do `action`; else the sign-in page, or 403. */
export async function requireActor(args: Args, action: PlainAction): Promise<Person> {
  const actor = await requirePerson(args);
  if (!may(actor, action)) throw new Response(null, { status: 403 });
  return actor;
}

/** Whoever is signed in, or the sign-in page; what they may is asked of the thing ({@link requireSubject}). */
export async function requirePerson(args: Args): Promise<Person> {
  const user = await findUser(args);
  if (!user) {
    const { pathname, search } = new URL(args.request.url);
    throw redirect(`/sign-in?next=${encodeURIComponent(pathname.replace(/\.data$/, "") + search)}`);
  }
  const token = readSessionToken(args);
  return { ...actorOf(user, args.context.clientAddress), ...(token && { session: sessionName(token) }) };
}

/** For a thing of a practice: 404 where the actor must not know that it exists. */
export function requireSubject<T extends { practiceId: string }>(
  actor: Actor,
  action: Action,
  subject: T | undefined,
): T {
  if (!subject || !may(actor, action, subject)) throw new Response(null, { status: 404 });
  return subject;
}

export const actorOf = (user: UserRow, address: string): Extract<Actor, { kind: "person" }> => ({
  kind: "person",
  id: user.id,
  name: user.name,
  email: user.email,
  roles: user.roles,
  practiceId: user.practiceId,
  address,
});

export const roleTitles: Record<Role, string> = {
  provider: "Provider",
  "practice-admin": "Practice admin",
  sales: "Sales",
  engineer: "Integration engineer",
  "program-manager": "Program manager",
  "lab-ops": "Lab operations",
  admin: "Administrator",
};

/** Where each role lives. */
const homes: Record<Role, string> = {
  provider: "/portal",
  "practice-admin": "/portal",
  sales: "/approvals",
  engineer: "/connections",
  "program-manager": "/program",
  "lab-ops": "/compendium",
  admin: "/admin/audit",
};

export const homeOf = (roles: readonly Role[]): string => homes[roles[0] ?? "provider"];

export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word) && !word.endsWith("."))
    .map((word) => word.charAt(0).toUpperCase())
    .filter((_, i, all) => i === 0 || i === all.length - 1)
    .join("");

export const viewerOf = (user: UserRow, practiceName: string | null): Viewer => ({
  id: user.id,
  name: user.name,
  email: user.email,
  initials: initialsOf(user.name),
  roles: user.roles,
  roleTitle: user.roles.map((role) => roleTitles[role]).join(", "),
  timeZone: user.timeZone,
  practice: user.practiceId && practiceName ? { id: user.practiceId, name: practiceName } : null,
});
