import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { PracticesPage } from "~/app/components/prices/PracticesPage";
import { loadPricedPractices } from "~/app/server/prices.server";

export const meta: MetaFunction = () => [{ title: "Practice prices · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadPricedPractices(args);

export default function Practices() {
  return <PracticesPage {...useLoaded<typeof loader>()} />;
}
