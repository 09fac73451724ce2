import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { MatrixCriteriaPage } from "~/app/components/operations/MatrixCriteriaPage";
import { useEdit } from "~/app/components/operations/use-edit";
import { useLoaded } from "~/app/components/page-data";
import { actOnMatrixCriteria, loadMatrixCriteria } from "~/app/server/matrix-criteria.server";

export const meta: MetaFunction = () => [{ title: "Decision matrix · Gatehouse" }];
export const handle = {
  crumbs: () => [{ label: "EMR systems", href: "/admin/emr-systems" }, { label: "Criteria" }],
};
export const loader = (args: LoaderFunctionArgs) => loadMatrixCriteria(args);
export const action = (args: ActionFunctionArgs) => actOnMatrixCriteria(args);

export default function MatrixCriteria() {
  return <MatrixCriteriaPage {...useLoaded<typeof loader>()} edit={useEdit()} />;
}
