import { EmptyState } from "../../data/EmptyState";
import { PageHeader } from "../../data/PageHeader";
import { LiveDot } from "../../state/LiveDot";
import { useLive } from "../../use-live";
import { ListBar } from "../parts/ListBar";
import { MessagesTable } from "./MessagesTable";
import type { MessagesPageProps } from "./types";

export type { MessagesPageProps } from "./types";

/** Filters every message list has besides its states. */
export const directionFilter = {
  name: "direction",
  label: "Direction",
  options: [
    { value: "", label: "Orders and results" },
    { value: "order", label: "Orders" },
    { value: "result", label: "Results" },
  ],
};

/** Words for a list without rows. */
export function MessagesEmpty({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <EmptyState title="No message fits" text="Clear the search, or choose another state or direction." />
  ) : (
    <EmptyState title="No messages yet" text="Every order and result that arrives stands here with each of its hops." />
  );
}

/** The message browser. */
export function MessagesPage({ views, rows, connections, paging, filtered, liveTopics }: MessagesPageProps) {
  const live = useLive(liveTopics);
  return (
    <>
      <PageHeader title="Messages" aside={<LiveDot state={live} />} />
      <ListBar
        label="States"
        views={views}
        search={{ placeholder: "Control ID, order or message" }}
        keep={["view", "state"]}
        filters={[
          directionFilter,
          {
            name: "connection",
            label: "Connection",
            options: [
              { value: "", label: "All connections" },
              ...connections.map((each) => ({ value: each.id, label: each.name })),
            ],
          },
        ]}
      />
      <MessagesTable rows={rows} {...(paging ? { paging } : {})} empty={<MessagesEmpty filtered={filtered} />} />
    </>
  );
}
