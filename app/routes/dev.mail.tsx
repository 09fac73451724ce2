import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { DevMailPage } from "~/app/components/pages/DevMailPage";
import { loadDevMail } from "~/app/server/dev-mail.server";

export const meta: MetaFunction = () => [{ title: "Mail outbox · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadDevMail(args);

export default function DevMail() {
  return <DevMailPage {...useLoaded<typeof loader>()} />;
}
