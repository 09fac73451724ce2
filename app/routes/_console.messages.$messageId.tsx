import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { MessagePage } from "~/app/components/workspace/MessagePage";
import { loadMessage } from "~/app/server/message.server";
import { actOnMessage } from "~/app/server/message-actions.server";

export const meta: MetaFunction = () => [{ title: "Message · Gatehouse" }];
export const handle = {
  crumbs: (data: { id: string }) => [{ label: "Messages", href: "/messages" }, { label: data.id }],
};
export const loader = (args: LoaderFunctionArgs) => loadMessage(args);
export const action = (args: ActionFunctionArgs) => actOnMessage(args);

export default function Message() {
  const result = useFormResult();
  return (
    <MessagePage
      {...useLoaded<typeof loader>()}
      errors={result?.errors ?? {}}
      formError={result?.formError ?? result?.errors.reason ?? null}
    />
  );
}
