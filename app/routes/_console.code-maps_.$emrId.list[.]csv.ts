import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadCodeMapOf } from "~/app/server/code-maps.server";

export const loader = (args: LoaderFunctionArgs) => downloadCodeMapOf(args);
