import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import type { Paging } from "../data/TableFoot";
import { type View, ViewTabs } from "../data/ViewTabs";
import { LiveDot } from "../state/LiveDot";
import { useLive } from "../use-live";
import { type MessageListRow, MessagesTable } from "./MessagesTable";
import replay from "./replays.module.css";
import styles from "./workspace.module.css";

export interface MessagesPageProps {
  views: View[];
  rows: MessageListRow[];
  paging: Paging;
  searched: boolean;
  connections: { value: string; label: string }[];
  reasons: { value: string; label: string }[];
  windows: { value: string; label: string }[];
  /** Whether the person may see replays and routing rules. */
  replays: boolean;
  rules: boolean;
  /** What can be done with all that the list shows. */
  bulk: { label: string; href: string; count: number }[];
}

/** Every message of every connection; everything that narrows the list stands in the URL. */
export function MessagesPage(props: MessagesPageProps) {
  const { views, rows, paging, searched, connections, bulk } = props;
  const live = useLive(["messages"]);
  return (
    <div className={styles.page}>
      <PageHeader
        title="Messages"
        aside={<LiveDot state={live} />}
        actions={
          <>
            {props.rules ? (
              <Button component={Link} to="/messages/routing" variant="default" size="sm">
                Routing rules
              </Button>
            ) : null}
            {props.replays ? (
              <Button component={Link} to="/messages/replays" variant="default" size="sm">
                Replays
              </Button>
            ) : null}
          </>
        }
      />
      <div className={styles.bar}>
        <ViewTabs label="Messages by state" views={views} />
        <FilterBar
          search={{ placeholder: "Control ID, order number, id" }}
          filters={[
            {
              name: "direction",
              label: "Way",
              options: [
                { value: "", label: "Both ways" },
                { value: "order", label: "EMR to lab" },
                { value: "result", label: "Lab to EMR" },
              ],
            },
            {
              name: "connection",
              label: "Connection",
              options: [{ value: "", label: "All connections" }, ...connections],
            },
            { name: "reason", label: "Reason", options: [{ value: "", label: "Any reason" }, ...props.reasons] },
            { name: "received", label: "Received", options: props.windows },
          ]}
        />
      </div>
      {bulk.length > 0 ? <BulkBar bulk={bulk} /> : null}
      <MessagesTable rows={rows} paging={paging} searched={searched} showConnection />
    </div>
  );
}

/** Work on everything the filters leave, not on this page's rows alone. */
function BulkBar({ bulk }: Pick<MessagesPageProps, "bulk">) {
  const [first] = bulk;
  const count = first?.count ?? 0;
  const what = first?.label === "Send once more" ? "delivered" : "stopped";
  return (
    <section className={replay.bulk} aria-label="All of these">
      <span>
        <strong className="gh-num">{count.toLocaleString("en-US")}</strong> {count === 1 ? "message" : "messages"}{" "}
        {what} here. All of them at once, with a preview first:
      </span>
      <span className={replay.buttons}>
        {bulk.map((one) => (
          <Button key={one.label} component={Link} to={one.href} variant="default" size="xs">
            {one.label}
          </Button>
        ))}
      </span>
    </section>
  );
}
