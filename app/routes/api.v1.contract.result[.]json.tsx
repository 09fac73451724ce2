import type { LoaderFunctionArgs } from "@remix-run/node";
import { contractSchema } from "~/app/server/contract.server";

export const loader = (args: LoaderFunctionArgs) => contractSchema(args, "result");
