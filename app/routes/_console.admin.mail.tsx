import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { MailPage } from "~/app/components/pages/MailPage";
import { actOnMail, loadMail } from "~/app/server/mail.server";

export const meta: MetaFunction = () => [{ title: "Mail · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Mail" }] };
export const loader = (args: LoaderFunctionArgs) => loadMail(args);
export const action = (args: ActionFunctionArgs) => actOnMail(args);

export default function Mail() {
  return <MailPage {...useLoaded<typeof loader>()} formError={useFormResult()?.formError} />;
}
