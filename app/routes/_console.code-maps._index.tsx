import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { CodeMapsPage } from "~/app/components/code-maps/CodeMapsPage";
import { useLoaded } from "~/app/components/page-data";
import { loadCodeMaps } from "~/app/server/code-maps.server";

export const meta: MetaFunction = () => [{ title: "Code maps · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadCodeMaps(args);

export default function CodeMaps() {
  return <CodeMapsPage {...useLoaded<typeof loader>()} />;
}
