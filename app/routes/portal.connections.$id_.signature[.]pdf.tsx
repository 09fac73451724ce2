import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadReceipt } from "~/app/server/signature-receipt.server";

export const loader = (args: LoaderFunctionArgs) => downloadReceipt(args);
