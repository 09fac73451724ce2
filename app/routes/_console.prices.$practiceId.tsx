import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { PricesPage } from "~/app/components/prices/PricesPage";
import { actOnPrices, loadPrices } from "~/app/server/prices.server";

export const handle = { crumbs: ({ practice }: { practice: string }) => [{ label: practice }] };
export const meta: MetaFunction = () => [{ title: "Practice prices · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadPrices(args);
export const action = (args: ActionFunctionArgs) => actOnPrices(args);

export default function Prices() {
  const page = useLoaded<typeof loader>();
  return <PricesPage key={page.practiceId} {...page} />;
}
