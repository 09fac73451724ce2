import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormPage } from "~/app/components/page-data";
import { SelfTestPage } from "~/app/components/pages/SelfTestPage";
import { actOnSelfTest, loadSelfTest } from "~/app/server/self-test.server";

export const meta: MetaFunction = () => [{ title: "Test your connection" }];
export const loader = (args: LoaderFunctionArgs) => loadSelfTest(args);
export const action = (args: ActionFunctionArgs) => actOnSelfTest(args);

export default function SelfTest() {
  return <SelfTestPage errors={{}} {...useFormPage<typeof loader>()} />;
}
