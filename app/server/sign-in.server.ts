import { redirect } from "@remix-run/node";
import { and, eq, isNull, like, sql } from "drizzle-orm";
import type { DemoAccount, SignInPageProps } from "~/app/components/pages/SignInPage";
import type { Role } from "~/app/components/viewer";
import { database } from "~/db/client";
import { practices, users } from "~/db/schema/people";
import { getLab } from "~/workflows/lab";
import { continueAs, signIn, signOut } from "~/workflows/sign-in";
import { type Args, newNonce } from "./context.server";
import { readSessionToken, writeSessionToken } from "./cookies.server";
import { valuesOf } from "./respond.server";
import { findUser, homeOf, initialsOf, roleTitles } from "./session.server";

const demoWords: Record<Role, { summary: string; home: string }> = {
  provider: { summary: "Asks for a connection, signs off", home: "Portal" },
  "practice-admin": { summary: "Looks after a practice's people", home: "Portal" },
  sales: { summary: "Approves requests against the clock", home: "Approvals" },
  engineer: { summary: "Connects, tests, replays", home: "Connections" },
  "program-manager": { summary: "Runs launches", home: "Launch board" },
  "lab-ops": { summary: "Keeps tests and panels in step", home: "Compendium" },
  admin: { summary: "People, audit trail", home: "Administration" },
};

export async function loadSignIn(args: Args): Promise<SignInPageProps> {
  const user = await findUser(args);
  const next = safePath(new URL(args.request.url).searchParams.get("next"));
  if (user) throw redirect(next ?? homeOf(user.roles));
  const { demo } = args.context.gatehouse;
  const [lab, accounts] = await Promise.all([getLab(), demo ? loadDemoAccounts() : []]);
  return {
    demo,
    labName: lab.shortName,
    accounts,
    ...(next && { next }),
    nonce: newNonce(),
    errors: {},
    defaultValues: {},
  };
}

/** `intent=sign-in` with e-mail and password; `intent=continue-as` in demo mode only. */
export async function actOnSignIn(args: Args) {
  const form = await args.request.formData();
  const address = args.context.clientAddress;
  const email = String(form.get("email") ?? "");
  const asDemo = form.get("intent") === "continue-as";
  if (asDemo && !args.context.gatehouse.demo) throw new Response(null, { status: 404 });
  const password = String(form.get("password") ?? "");
  const errors: Record<string, string> = {};
  if (email.trim() === "") errors.email = "Your e-mail address is needed.";
  if (!asDemo && password === "") errors.password = "Your password is needed.";
  if (Object.keys(errors).length > 0) return { errors, values: valuesOf(form) };
  const outcome = asDemo ? await continueAs(email, address) : await signIn(email, password, address);
  if (outcome.kind === "refused") return { errors: { password: outcome.message }, values: valuesOf(form) };
  const to = safePath(String(form.get("next") ?? "")) ?? homeOf(outcome.user.roles);
  return redirect(to, { headers: { "Set-Cookie": writeSessionToken(args, outcome.token) } });
}

export async function actOnSignOut(args: Args) {
  const token = readSessionToken(args);
  if (token) await signOut(token);
  return redirect("/sign-in", { headers: { "Set-Cookie": writeSessionToken(args, null) } });
}

/** A path on this site, or nothing: never an address somebody else chose. */
function safePath(next: string | null): string | undefined {
  return next && /^\/(?![/\\])[\w\-./?=&%:]*$/.test(next) && !next.startsWith("/sign-") ? next : undefined;
}

async function loadDemoAccounts(): Promise<DemoAccount[]> {
  const [rows, [counts]] = await Promise.all([
    database()
      .select({ user: users, practice: practices.name })
      .from(users)
      .leftJoin(practices, eq(practices.id, users.practiceId))
      .where(
        and(like(users.email, "%@demo.example"), isNull(users.disabledAt), sql`${users.passwordHash} is not null`),
      ),
    database().execute(sql`
      select (select count(*)::int from connection_requests where state = 'submitted') as sales,
        (select count(*)::int from connections where state in ('provisioning', 'testing', 'ready')) as engineer,
        (select count(*)::int from alerts where resolved_at is null) as alerts`),
  ]);
  const { sales, engineer } = (counts as { sales: number; engineer: number } | undefined) ?? { sales: 0, engineer: 0 };
  const waiting: Partial<Record<Role, string>> = {
    ...(sales > 0 && { sales: `${sales} waiting` }),
    ...(engineer > 0 && { engineer: `${engineer} on the way` }),
  };
  const order = Object.keys(demoWords);
  return rows
    .map(({ user, practice }) => {
      const role = user.roles[0] ?? "provider";
      const waits = waiting[role];
      return {
        role,
        email: user.email,
        name: user.name,
        initials: initialsOf(user.name),
        roleTitle: practice ? `${roleTitles[role]}, ${practice}` : roleTitles[role],
        ...demoWords[role],
        ...(waits && { waiting: waits }),
      };
    })
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}
