import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadPanels } from "~/app/server/panel-use.server";

export const loader = (args: LoaderFunctionArgs) => downloadPanels(args);
