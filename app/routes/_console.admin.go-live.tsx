import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { GoLiveRulesPage } from "~/app/components/operations/GoLiveRulesPage";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnGoLiveRules, loadGoLiveRules } from "~/app/server/go-live-rules.server";

export const meta: MetaFunction = () => [{ title: "Go-live · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Go-live" }] };
export const loader = (args: LoaderFunctionArgs) => loadGoLiveRules(args);
export const action = (args: ActionFunctionArgs) => actOnGoLiveRules(args);

export default function GoLiveRules() {
  return <GoLiveRulesPage {...useLoaded<typeof loader>()} result={useFormResult()} />;
}
