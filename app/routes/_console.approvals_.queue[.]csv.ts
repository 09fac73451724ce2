import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadApprovals } from "~/app/server/approvals.server";

export const loader = (args: LoaderFunctionArgs) => downloadApprovals(args);
