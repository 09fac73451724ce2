import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { downloadTable, previewTable } from "~/app/server/template-tables.server";

export const loader = (args: LoaderFunctionArgs) => downloadTable(args);
export const action = async (args: ActionFunctionArgs) => Response.json(await previewTable(args));
