import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useOutlet } from "@remix-run/react";
import { ApprovalsPage } from "~/app/components/console/approvals/ApprovalsPage";
import { useLoaded } from "~/app/components/page-data";
import { useLive } from "~/app/components/use-live";
import { loadApprovals } from "~/app/server/approvals.server";
import { actOnQueue } from "~/app/server/queue-actions.server";

export const meta: MetaFunction = () => [{ title: "Approvals · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Approvals", href: "/approvals" }] };
export const loader = (args: LoaderFunctionArgs) => loadApprovals(args);
export const action = (args: ActionFunctionArgs) => actOnQueue(args);

export default function Approvals() {
  useLive(["requests"]);
  return <ApprovalsPage {...useLoaded<typeof loader>()} panel={useOutlet()} />;
}
