import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { type FormResult, useFormPage, useFormResult } from "~/app/components/page-data";
import { SignUpPage } from "~/app/components/pages/SignUpPage";
import { actOnSignUp, loadSignUp } from "~/app/server/door.server";

export const meta: MetaFunction = () => [{ title: "Open an account · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadSignUp(args);
export const action = (args: ActionFunctionArgs) => actOnSignUp(args);

export default function SignUp() {
  const result = useFormResult() as (FormResult & { sentTo?: string }) | undefined;
  return <SignUpPage {...useFormPage<typeof loader>()} sentTo={result?.sentTo ?? null} />;
}
