import type { LoaderFunctionArgs } from "@remix-run/node";
import { messageStatus } from "~/app/server/receipt.server";

export const loader = (args: LoaderFunctionArgs) => messageStatus(args);
