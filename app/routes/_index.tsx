import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { findUser, homeOf } from "~/app/server/session.server";

/** The front door: everybody to where they live. */
export async function loader(args: LoaderFunctionArgs) {
  const user = await findUser(args);
  return redirect(user ? homeOf(user.roles) : "/sign-in");
}
