import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { MailPage } from "~/app/components/pages/MailPage";
import { loadDevMail } from "~/app/server/mail.server";

export const meta: MetaFunction = () => [{ title: "Mail outbox · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadDevMail(args);

export default function DevMail() {
  return <MailPage {...useLoaded<typeof loader>()} />;
}
