import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { TestRunPage } from "~/app/components/workspace/TestRunPage";
import { loadTestRun } from "~/app/server/test-runs.server";

export const loader = (args: LoaderFunctionArgs) => loadTestRun(args);

export default function TestRun() {
  return <TestRunPage {...useLoaded<typeof loader>()} />;
}
