import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadOrderability } from "~/app/server/orderability.server";

export const loader = (args: LoaderFunctionArgs) => downloadOrderability(args);
