import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormPage } from "~/app/components/page-data";
import { SignInPage } from "~/app/components/pages/SignInPage";
import { actOnSignIn, loadSignIn } from "~/app/server/sign-in.server";

export const meta: MetaFunction = () => [{ title: "Sign in · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadSignIn(args);
export const action = (args: ActionFunctionArgs) => actOnSignIn(args);

export default function SignIn() {
  return <SignInPage {...useFormPage<typeof loader>()} />;
}
