import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { PeoplePage } from "~/app/components/operations/PeoplePage";
import { useLoaded } from "~/app/components/page-data";
import { loadPeople } from "~/app/server/admin.server";

export const meta: MetaFunction = () => [{ title: "People · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "People" }] };
export const loader = (args: LoaderFunctionArgs) => loadPeople(args);

export default function People() {
  return <PeoplePage {...useLoaded<typeof loader>()} />;
}
