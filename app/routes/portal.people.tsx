import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormPage } from "~/app/components/page-data";
import { PortalPeoplePage } from "~/app/components/pages/PortalPeoplePage";
import { actOnPortalPeople, loadPortalPeople } from "~/app/server/door.server";

export const meta: MetaFunction = () => [{ title: "People" }];
export const loader = (args: LoaderFunctionArgs) => loadPortalPeople(args);
export const action = (args: ActionFunctionArgs) => actOnPortalPeople(args);

export default function People() {
  return <PortalPeoplePage {...useFormPage<typeof loader>()} />;
}
