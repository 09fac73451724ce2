import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadLedger } from "~/app/server/ledger.server";

export const loader = (args: LoaderFunctionArgs) => downloadLedger(args);
