import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadUpdate } from "~/app/server/sync.server";

export const loader = (args: LoaderFunctionArgs) => downloadUpdate(args);
