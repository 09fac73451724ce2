import { eq } from "drizzle-orm";
import type { Args } from "~/app/server/context.server";
import { database } from "~/db/client";
import { users } from "~/db/schema/people";
import type { SandboxPorts } from "~/engine/sandbox";
import { openSession } from "~/workflows/sign-in";

/** What a page is asked: by whom of the demo lab (nobody without), for which parameters, with which form, and what runs. */
export type Ask = {
  who?: string;
  params?: Record<string, string>;
  /** Of the URL, with its question mark. */
  query?: string;
  form?: Record<string, string | string[]>;
  sandbox?: SandboxPorts | null;
};

/** A request as the web server hands it to a loader or, with a form, to an action. */
export async function asks({ who, params = {}, query = "", form, sandbox = null }: Ask): Promise<Args> {
  const token = who && (await tokenOf(who));
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form ?? {})) for (const one of [value].flat()) body.append(name, one);
  const request = new Request(`http://x/${query}`, {
    headers: token ? { Cookie: `gatehouse=${token}` } : {},
    ...(form && { method: "POST", body }),
  });
  const context = { clientAddress: "192.0.2.7", gatehouse: { publicUrl: "http://x", demo: true, sandbox } };
  return { params, context, request } as unknown as Args;
}

async function tokenOf(who: string): Promise<string> {
  const [user] = await database()
    .select()
    .from(users)
    .where(eq(users.email, `${who}@demo.example`));
  if (!user) throw new Error(`There is no ${who} in the demo lab.`);
  return openSession(user, "192.0.2.7");
}

/** The HTTP status of what a loader or an action gives back or throws; 200 for plain data. */
export async function statusOf(work: Promise<unknown>): Promise<number> {
  const given = await work.catch((thrown: unknown) => {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  });
  if (given instanceof Response) return given.status;
  const { init } = (given ?? {}) as { init?: { status?: number } | null };
  return init?.status ?? 200;
}
