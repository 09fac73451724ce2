import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { CodePolicies } from "~/app/components/workspace/CodePolicies";
import { CodeProof } from "~/app/components/workspace/CodeProof";
import { CodesTab, type CodesTabProps } from "~/app/components/workspace/CodesTab";
import { loadCodePolicies } from "~/app/server/code-policies.server";
import { loadCodeProof } from "~/app/server/code-proof.server";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadCodesTab } from "~/app/server/connection-tabs.server";

export const loader = async (args: LoaderFunctionArgs) => {
  const [codes, policies, proof] = await Promise.all([loadCodesTab(args), loadCodePolicies(args), loadCodeProof(args)]);
  return { codes, policies, proof };
};
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

type Result = FormResult & Partial<Pick<CodesTabProps, "preview" | "problems">>;

export default function Codes() {
  const result = useFormResult() as Result | undefined;
  const { codes, policies, proof } = useLoaded<typeof loader>();
  return (
    <CodesTab
      {...codes}
      formError={result?.formError ?? null}
      errors={result?.errors ?? {}}
      preview={result?.preview ?? null}
      problems={result?.problems ?? []}
    >
      {proof ? <CodeProof {...proof} /> : null}
      {policies ? <CodePolicies {...policies} errors={result?.errors ?? {}} typed={result?.values ?? {}} /> : null}
    </CodesTab>
  );
}
