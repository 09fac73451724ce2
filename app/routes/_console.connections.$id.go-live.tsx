import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { GoLiveTab } from "~/app/components/workspace/GoLiveTab";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadGoLiveTab } from "~/app/server/go-live.server";

export const loader = (args: LoaderFunctionArgs) => loadGoLiveTab(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

export default function GoLive() {
  const result = useFormResult();
  return (
    <GoLiveTab
      {...useLoaded<typeof loader>()}
      errors={{ ...result?.errors, ...(result?.formError && { form: result.formError }) }}
      typed={result?.values ?? {}}
    />
  );
}
