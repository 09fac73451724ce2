import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { actOnProposals } from "~/app/server/panel-builder.server";

export const loader = () => redirect("/panels?view=proposals");
export const action = (args: ActionFunctionArgs) => actOnProposals(args);
