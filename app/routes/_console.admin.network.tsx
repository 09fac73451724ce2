import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { NetworkPage } from "~/app/components/operations/NetworkPage";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnNetwork, loadNetwork } from "~/app/server/network.server";

export const meta: MetaFunction = () => [{ title: "Network · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Network" }] };
export const loader = (args: LoaderFunctionArgs) => loadNetwork(args);
export const action = (args: ActionFunctionArgs) => actOnNetwork(args);

export default function Network() {
  const result = useFormResult();
  return (
    <NetworkPage
      {...useLoaded<typeof loader>()}
      errors={result?.errors ?? {}}
      formError={result?.formError ?? null}
      typed={result?.values ?? {}}
    />
  );
}
