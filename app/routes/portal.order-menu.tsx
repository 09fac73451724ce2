import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { OrderMenuPage } from "~/app/components/pages/OrderMenuPage";
import { loadOrderMenu } from "~/app/server/order-menu.server";

export const meta: MetaFunction = () => [{ title: "Order menu" }];
export const loader = (args: LoaderFunctionArgs) => loadOrderMenu(args);

export default function OrderMenu() {
  return <OrderMenuPage {...useLoaded<typeof loader>()} />;
}
