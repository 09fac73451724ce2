import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { downloadValueTable, previewValueTable } from "~/app/server/connection-tables.server";

export const loader = (args: LoaderFunctionArgs) => downloadValueTable(args);
export const action = async (args: ActionFunctionArgs) => Response.json(await previewValueTable(args));
