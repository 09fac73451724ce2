import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { AuditPage } from "~/app/components/operations/AuditPage";
import { useLoaded } from "~/app/components/page-data";
import { actOnAudit, loadAudit } from "~/app/server/admin.server";

export const meta: MetaFunction = () => [{ title: "Audit trail · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Audit trail" }] };
export const loader = (args: LoaderFunctionArgs) => loadAudit(args);
export const action = (args: ActionFunctionArgs) => actOnAudit(args);

export default function Audit() {
  return <AuditPage {...useLoaded<typeof loader>()} verdict={useActionData<typeof action>()?.verdict ?? null} />;
}
