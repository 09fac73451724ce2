import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadPrices } from "~/app/server/prices.server";

export const loader = (args: LoaderFunctionArgs) => downloadPrices(args);
