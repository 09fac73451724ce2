import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { useFormPage } from "~/app/components/page-data";
import { EditMessagePage, type EditMessagePageProps } from "~/app/components/workspace/EditMessagePage";
import { actOnMessageEdit, loadMessageEdit } from "~/app/server/message-edit.server";

export const meta: MetaFunction = () => [{ title: "Edit and resend · Gatehouse" }];
export const handle = {
  crumbs: (data: { id: string }) => [
    { label: "Messages", href: "/messages" },
    { label: data.id, href: `/messages/${data.id}` },
    { label: "Edit" },
  ],
};
export const loader = (args: LoaderFunctionArgs) => loadMessageEdit(args);
export const action = (args: ActionFunctionArgs) => actOnMessageEdit(args);

export default function EditMessage() {
  const reviewed = useActionData() as Pick<EditMessagePageProps, "review"> | undefined;
  return <EditMessagePage {...useFormPage<typeof loader>()} {...(reviewed?.review && { review: reviewed.review })} />;
}
