import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { OrderPage } from "~/app/components/workspace/OrderPage";
import { loadOrder } from "~/app/server/order.server";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `Order ${data?.number ?? ""} · Gatehouse` }];
export const handle = {
  crumbs: (data: { number: string }) => [{ label: "Messages", href: "/messages" }, { label: `Order ${data.number}` }],
};
export const loader = (args: LoaderFunctionArgs) => loadOrder(args);

export default function Order() {
  return <OrderPage {...useLoaded<typeof loader>()} />;
}
