import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { OrderabilityPage } from "~/app/components/compendium/OrderabilityPage";
import { useLoaded } from "~/app/components/page-data";
import { useLive } from "~/app/components/use-live";
import { loadOrderability } from "~/app/server/orderability.server";

export const handle = { crumbs: () => [{ label: "Orderability" }] };
export const meta: MetaFunction = () => [{ title: "Orderability · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadOrderability(args);

export default function Orderability() {
  useLive(["compendium"]);
  return <OrderabilityPage {...useLoaded<typeof loader>()} />;
}
