import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { CodeMapPage, type CodeMapPageProps } from "~/app/components/code-maps/CodeMapPage";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnCodeMap, loadCodeMap } from "~/app/server/code-maps.server";

export const handle = { crumbs: ({ title }: { title: string }) => [{ label: title }] };
export const meta: MetaFunction = () => [{ title: "Code map · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadCodeMap(args);
export const action = (args: ActionFunctionArgs) => actOnCodeMap(args);

export default function CodeMap() {
  const result = useFormResult() as (FormResult & Partial<Pick<CodeMapPageProps, "look">>) | undefined;
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  return <CodeMapPage {...useLoaded<typeof loader>()} errors={errors} look={result?.look ?? null} />;
}
