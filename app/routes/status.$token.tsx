import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { ClosedStatusPage, StatusPage } from "~/app/components/pages/StatusPage";
import { loadStatus } from "~/app/server/status.server";

export const meta: MetaFunction = () => [
  { title: "Where the connection stands" },
  { name: "robots", content: "noindex, nofollow" },
  { name: "referrer", content: "no-referrer" },
];
export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders;
export const loader = (args: LoaderFunctionArgs) => loadStatus(args);

export default function Status() {
  const { status } = useLoaded<typeof loader>() as unknown as Awaited<ReturnType<typeof loadStatus>>["data"];
  return status ? <StatusPage {...status} /> : <ClosedStatusPage />;
}
