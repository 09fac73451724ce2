import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadOldCodes } from "~/app/server/old-codes.server";

export const loader = (args: LoaderFunctionArgs) => downloadOldCodes(args);
