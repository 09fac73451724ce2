import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { ConfigurationTab } from "~/app/components/workspace/ConfigurationTab";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadConfigurationTab } from "~/app/server/connection-tabs.server";

export const loader = (args: LoaderFunctionArgs) => loadConfigurationTab(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

export default function Configuration() {
  const result = useFormResult() as (FormResult & { problems?: string[]; shareLink?: string }) | undefined;
  return (
    <ConfigurationTab
      {...useLoaded<typeof loader>()}
      errors={result?.errors ?? {}}
      formError={result?.formError ?? null}
      typed={result?.values ?? null}
      problems={result?.problems ?? []}
      shareLink={result?.shareLink ?? null}
    />
  );
}
