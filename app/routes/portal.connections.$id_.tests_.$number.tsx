import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { SelfTestRunPage } from "~/app/components/pages/SelfTestRunPage";
import { loadSelfTestRun } from "~/app/server/self-test.server";

export const meta: MetaFunction = () => [{ title: "A test of your connection" }];
export const loader = (args: LoaderFunctionArgs) => loadSelfTestRun(args);

export default function SelfTestRun() {
  return <SelfTestRunPage {...useLoaded<typeof loader>()} />;
}
