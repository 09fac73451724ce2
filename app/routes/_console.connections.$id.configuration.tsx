import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { ConfigurationTab, type ConfigurationTabProps } from "~/app/components/workspace/ConfigurationTab";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadConfigurationTab } from "~/app/server/connection-tabs.server";

export const loader = (args: LoaderFunctionArgs) => loadConfigurationTab(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

export default function Configuration() {
  const result = useFormResult() as
    | (FormResult & {
        hostKey?: ConfigurationTabProps["foundKey"];
        accessKey?: ConfigurationTabProps["accessKey"];
        problems?: string[];
        shareLink?: string;
        madeKey?: ConfigurationTabProps["madeKey"];
        keyError?: string;
      })
    | undefined;
  return (
    <ConfigurationTab
      {...useLoaded<typeof loader>()}
      errors={result?.errors ?? {}}
      formError={result?.formError ?? null}
      typed={result?.values ?? null}
      foundKey={result?.hostKey ?? null}
      accessKey={result?.accessKey ?? null}
      problems={result?.problems ?? []}
      shareLink={result?.shareLink ?? null}
      madeKey={result?.madeKey ?? null}
      keyError={result?.keyError ?? null}
    />
  );
}
