import type { LoaderFunctionArgs } from "@remix-run/node";
import { streamEvents } from "~/app/server/live.server";

export const loader = (args: LoaderFunctionArgs) => streamEvents(args);
