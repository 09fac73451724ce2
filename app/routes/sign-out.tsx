import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { actOnSignOut } from "~/app/server/sign-in.server";

export const loader = () => redirect("/");
export const action = (args: ActionFunctionArgs) => actOnSignOut(args);
