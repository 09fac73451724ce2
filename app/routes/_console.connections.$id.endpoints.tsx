import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { EndpointsTab, type EndpointsTabProps } from "~/app/components/workspace/EndpointsTab";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadEndpointsTab } from "~/app/server/connection-endpoints.server";

export const loader = (args: LoaderFunctionArgs) => loadEndpointsTab(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

export default function Endpoints() {
  const result = useFormResult() as
    | (FormResult & {
        hostKey?: EndpointsTabProps["foundKey"];
        accessKey?: EndpointsTabProps["accessKey"];
        madeKey?: EndpointsTabProps["madeKey"];
        keyError?: string;
      })
    | undefined;
  return (
    <EndpointsTab
      {...useLoaded<typeof loader>()}
      errors={result?.errors ?? {}}
      formError={result?.formError ?? null}
      typed={result?.values ?? null}
      foundKey={result?.hostKey ?? null}
      accessKey={result?.accessKey ?? null}
      madeKey={result?.madeKey ?? null}
      keyError={result?.keyError ?? null}
    />
  );
}
