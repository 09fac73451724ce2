import type { ActionFunctionArgs } from "@remix-run/node";
import { evaluateDraft } from "~/app/server/template-editor.server";

export const action = async (args: ActionFunctionArgs) => Response.json(await evaluateDraft(args));
