import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import type { Paging } from "../data/TableFoot";
import { LiveDot } from "../state/LiveDot";
import { ToneBadge } from "../state/StateBadge";
import { RelativeTime } from "../Time";
import { useLive } from "../use-live";
import { type ReplayAction, type ReplayState, replayActionWords, replayStateWords } from "./replay-words";
import styles from "./workspace.module.css";

export interface ReplaysPageProps {
  rows: {
    id: string;
    action: ReplayAction;
    state: ReplayState;
    chosen: string;
    total: number;
    done: number;
    by: string;
    at: string;
  }[];
  paging: Paging;
  topics: string[];
}

/** Every replay that was asked for, with how far it is. */
export function ReplaysPage({ rows, paging, topics }: ReplaysPageProps) {
  const live = useLive(topics);
  return (
    <div className={styles.page}>
      <PageHeader title="Replays" aside={<LiveDot state={live} />} />
      <DataTable
        label="Replays"
        rows={rows}
        rowId={(row) => row.id}
        rowHref={(row) => `/messages/replays/${row.id}`}
        paging={paging}
        keys
        rowTone={(row) => (row.state === "waiting" ? "wait" : undefined)}
        columns={[
          { key: "at", head: "Asked for", cell: (row) => <RelativeTime at={row.at} /> },
          {
            key: "what",
            head: "What",
            link: true,
            cell: (row) => `${replayActionWords[row.action].title}, ${row.total.toLocaleString("en-US")} messages`,
          },
          {
            key: "state",
            head: "State",
            cell: (row) => (
              <ToneBadge tone={replayStateWords[row.state].tone}>{replayStateWords[row.state].word}</ToneBadge>
            ),
          },
          {
            key: "done",
            head: "Done",
            align: "right",
            cell: (row) => `${row.done.toLocaleString("en-US")} of ${row.total.toLocaleString("en-US")}`,
          },
          { key: "chosen", head: "Chosen", cell: (row) => row.chosen, cut: 48 },
          { key: "by", head: "By", cell: (row) => row.by },
        ]}
        empty={
          <EmptyState
            title="Nothing was replayed yet"
            text="Narrow the message list to what stopped, then replay, resend or discard all of it at once."
            action={
              <Button component={Link} to="/messages?view=dead" variant="default">
                Open the dead letters
              </Button>
            }
          />
        }
      />
    </div>
  );
}
