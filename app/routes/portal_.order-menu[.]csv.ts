import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadOrderMenu } from "~/app/server/order-menu.server";

export const loader = (args: LoaderFunctionArgs) => downloadOrderMenu(args);
