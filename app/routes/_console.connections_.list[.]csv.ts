import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadConnections } from "~/app/server/connection-list.server";

export const loader = (args: LoaderFunctionArgs) => downloadConnections(args);
