import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { CodeCheckPage, type CodeCheckResult } from "~/app/components/pages/CodeCheckPage";
import { loadCodeCheck, runCodeCheck } from "~/app/server/code-check.server";

export const meta: MetaFunction = () => [{ title: "Check your codes" }];
export const loader = (args: LoaderFunctionArgs) => loadCodeCheck(args);
export const action = (args: ActionFunctionArgs) => runCodeCheck(args);

export default function CodeCheck() {
  const result = useFormResult() as (FormResult & { check?: CodeCheckResult }) | undefined;
  return <CodeCheckPage {...useLoaded<typeof loader>()} errors={result?.errors ?? {}} check={result?.check ?? null} />;
}
