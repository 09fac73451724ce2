import type { ActionFunctionArgs } from "@remix-run/node";
import { saveEditorDraft } from "~/app/server/template-editor.server";

export const action = async (args: ActionFunctionArgs) => Response.json(await saveEditorDraft(args));
