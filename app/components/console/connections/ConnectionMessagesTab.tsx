import { directionFilter, MessagesEmpty } from "../messages/MessagesPage";
import { MessagesTable } from "../messages/MessagesTable";
import { ListBar } from "../parts/ListBar";
import styles from "./connections.module.css";
import type { ConnectionMessagesTabProps } from "./types";

export type { ConnectionMessagesTabProps } from "./types";

/** The messages of one connection. */
export function ConnectionMessagesTab({ views, rows, paging, filtered }: ConnectionMessagesTabProps) {
  return (
    <div className={styles.bleed}>
      <ListBar
        label="States"
        views={views}
        search={{ placeholder: "Control ID or order" }}
        keep={["view", "state"]}
        filters={[directionFilter]}
      />
      <MessagesTable rows={rows} {...(paging ? { paging } : {})} empty={<MessagesEmpty filtered={filtered} />} ofOne />
    </div>
  );
}
