import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { InvitationsPage } from "~/app/components/console/approvals/InvitationsPage";
import { useFormPage } from "~/app/components/page-data";
import { actOnInvitations, loadInvitations } from "~/app/server/door.server";

export const meta: MetaFunction = () => [{ title: "Invitations · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Approvals", href: "/approvals" }, { label: "Invitations" }] };
export const loader = (args: LoaderFunctionArgs) => loadInvitations(args);
export const action = (args: ActionFunctionArgs) => actOnInvitations(args);

export default function Invitations() {
  return <InvitationsPage {...useFormPage<typeof loader>()} />;
}
