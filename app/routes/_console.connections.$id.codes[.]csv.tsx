import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadCodeMap } from "~/app/server/connection-tabs.server";

export const loader = (args: LoaderFunctionArgs) => downloadCodeMap(args);
