import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { useFormPage } from "~/app/components/page-data";
import { RoutingPage, type RoutingPageProps } from "~/app/components/workspace/RoutingPage";
import { actOnRouting, loadRouting } from "~/app/server/routing.server";

export const meta: MetaFunction = () => [{ title: "Routing rules · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Messages", href: "/messages" }, { label: "Routing rules" }] };
export const loader = (args: LoaderFunctionArgs) => loadRouting(args);
export const action = (args: ActionFunctionArgs) => actOnRouting(args);

export default function Routing() {
  const tried = useActionData() as Pick<RoutingPageProps, "preview"> | undefined;
  return <RoutingPage {...useFormPage<typeof loader>()} {...(tried?.preview && { preview: tried.preview })} />;
}
