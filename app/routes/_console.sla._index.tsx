import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { SlaPage } from "~/app/components/operations/SlaPage";
import { useLoaded } from "~/app/components/page-data";
import { useLive } from "~/app/components/use-live";
import { loadSla } from "~/app/server/sla.server";

export const meta: MetaFunction = () => [{ title: "SLA · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "SLA" }] };
export const loader = (args: LoaderFunctionArgs) => loadSla(args);

export default function Sla() {
  useLive(["requests"]);
  return <SlaPage {...useLoaded<typeof loader>()} />;
}
