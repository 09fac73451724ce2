import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { MailSettingsPage } from "~/app/components/pages/MailSettingsPage";
import { actOnMailSettings, loadMailSettings } from "~/app/server/mail.server";

export const meta: MetaFunction = () => [{ title: "Mails you get · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadMailSettings(args);
export const action = (args: ActionFunctionArgs) => actOnMailSettings(args);

export default function MailSettings() {
  return <MailSettingsPage {...useLoaded<typeof loader>()} />;
}
