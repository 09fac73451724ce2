import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { InvitationPage } from "~/app/components/pages/InvitationPage";
import { actOnInvitation, loadInvitation } from "~/app/server/door.server";

export const meta: MetaFunction = () => [
  { title: "Your account · Gatehouse" },
  { name: "robots", content: "noindex, nofollow" },
];
export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders;
export const loader = (args: LoaderFunctionArgs) => loadInvitation(args);
export const action = (args: ActionFunctionArgs) => actOnInvitation(args);

export default function Invitation() {
  const props = useLoaded<typeof loader>() as unknown as Awaited<ReturnType<typeof loadInvitation>>["data"];
  const result = useFormResult();
  return (
    <InvitationPage
      {...props}
      errors={result?.errors ?? {}}
      defaultValues={(result?.values ?? {}) as Record<string, string>}
    />
  );
}
