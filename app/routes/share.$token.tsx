import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { ClosedLinkPage } from "~/app/components/pages/ClosedLinkPage";
import { SpecificationPage } from "~/app/components/pages/SpecificationPage";
import { loadShared } from "~/app/server/share.server";

export const meta: MetaFunction = () => [
  { title: "Interface specification" },
  { name: "robots", content: "noindex, nofollow" },
  { name: "referrer", content: "no-referrer" },
];
export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders;
export const loader = (args: LoaderFunctionArgs) => loadShared(args);
export const shouldRevalidate = () => false;

export default function Share() {
  const { specification } = useLoaded<typeof loader>() as unknown as Awaited<ReturnType<typeof loadShared>>["data"];
  return specification ? <SpecificationPage {...specification} /> : <ClosedLinkPage />;
}
