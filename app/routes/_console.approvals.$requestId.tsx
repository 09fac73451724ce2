import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { ApprovalPanel } from "~/app/components/console/approvals/ApprovalPanel";
import { useFormPage } from "~/app/components/page-data";
import { loadApproval } from "~/app/server/approval.server";
import { actOnApproval } from "~/app/server/approvals-actions.server";

export const loader = async (args: LoaderFunctionArgs) => ({
  ...(await loadApproval(args)),
  errors: {} as Record<string, string>,
});
export const action = (args: ActionFunctionArgs) => actOnApproval(args);

export default function Approval() {
  const props = useFormPage<typeof loader>();
  return <ApprovalPanel key={props.id} {...props} />;
}
