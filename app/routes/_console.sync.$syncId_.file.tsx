import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadSync } from "~/app/server/sync.server";

export const loader = (args: LoaderFunctionArgs) => downloadSync(args);
