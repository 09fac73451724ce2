import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormPage } from "~/app/components/page-data";
import { AskOrdersPage } from "~/app/components/pages/AskOrdersPage";
import { actOnAskOrders, loadAskOrders } from "~/app/server/portal-orders.server";

export const meta: MetaFunction = () => [{ title: "Send orders too" }];
export const loader = (args: LoaderFunctionArgs) => loadAskOrders(args);
export const action = (args: ActionFunctionArgs) => actOnAskOrders(args);

export default function AskOrders() {
  return <AskOrdersPage errors={{}} {...useFormPage<typeof loader>()} />;
}
