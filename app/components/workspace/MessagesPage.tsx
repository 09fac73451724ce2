import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import type { Paging } from "../data/TableFoot";
import { type View, ViewTabs } from "../data/ViewTabs";
import { LiveDot } from "../state/LiveDot";
import { useLive } from "../use-live";
import { type MessageListRow, MessagesTable } from "./MessagesTable";
import styles from "./workspace.module.css";

export interface MessagesPageProps {
  views: View[];
  rows: MessageListRow[];
  paging: Paging;
  searched: boolean;
  connections: { value: string; label: string }[];
}

/** Every message of every connection; everything that narrows the list stands in the URL. */
export function MessagesPage({ views, rows, paging, searched, connections }: MessagesPageProps) {
  const live = useLive(["messages"]);
  return (
    <div className={styles.page}>
      <PageHeader title="Messages" aside={<LiveDot state={live} />} />
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
          ]}
        />
      </div>
      <MessagesTable rows={rows} paging={paging} searched={searched} showConnection />
    </div>
  );
}
