import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { requireActor } from "~/app/server/session.server";

/** Where the link at the end of each mail leads: the settings on the reader's own side. */
export async function loader(args: LoaderFunctionArgs) {
  const actor = await requireActor(args, "account.change");
  return redirect(actor.practiceId ? "/portal/mails" : "/mails");
}
