import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import type { RuleEdit } from "~/app/components/operations/SlaRuleEditor";
import { SlaRulesPage } from "~/app/components/operations/SlaRulesPage";
import { type FormResult, useLoaded } from "~/app/components/page-data";
import { actOnSlaRules, loadSlaRulesPage } from "~/app/server/sla-rules.server";

export const meta: MetaFunction = () => [{ title: "SLA policies and calendars · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "SLA", href: "/sla" }, { label: "Policies and calendars" }] };
export const loader = (args: LoaderFunctionArgs) => loadSlaRulesPage(args);
export const action = (args: ActionFunctionArgs) => actOnSlaRules(args);

export default function SlaRules() {
  const result = useActionData() as (FormResult & Partial<Pick<RuleEdit, "preview">>) | undefined;
  return (
    <SlaRulesPage
      {...useLoaded<typeof loader>()}
      errors={{ ...result?.errors, ...(result?.formError && { form: result.formError }) }}
      typed={result?.values ?? {}}
      preview={result?.preview ?? null}
    />
  );
}
