import type { LoaderFunctionArgs } from "@remix-run/node";
import { ViewTabs } from "~/app/components/data/ViewTabs";
import { useLoaded } from "~/app/components/page-data";
import { MessagesTable } from "~/app/components/workspace/MessagesTable";
import { loadConnectionMessages } from "~/app/server/messages.server";

export const loader = (args: LoaderFunctionArgs) => loadConnectionMessages(args);

export default function ConnectionMessages() {
  const { views, rows, paging, searched } = useLoaded<typeof loader>();
  return (
    <>
      <ViewTabs label="Messages by state" views={views} />
      <MessagesTable rows={rows} paging={paging} searched={searched} showConnection={false} />
    </>
  );
}
