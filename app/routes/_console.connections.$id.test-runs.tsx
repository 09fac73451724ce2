import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { TestRunsTab } from "~/app/components/workspace/TestRunsTab";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadTestRunsTab } from "~/app/server/test-runs.server";

export const loader = (args: LoaderFunctionArgs) => loadTestRunsTab(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

export default function TestRuns() {
  return <TestRunsTab {...useLoaded<typeof loader>()} formError={useFormResult()?.formError ?? null} />;
}
