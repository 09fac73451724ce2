import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadBoard } from "~/app/server/sync.server";

export const loader = (args: LoaderFunctionArgs) => downloadBoard(args);
