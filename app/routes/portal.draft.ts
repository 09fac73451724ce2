import type { ActionFunctionArgs } from "@remix-run/node";
import { actOnDraft } from "~/app/server/request-form.server";

export const action = (args: ActionFunctionArgs) => actOnDraft(args);
