import { DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import type { Paging } from "../data/TableFoot";
import { Panes } from "../shell/Panes";
import { RelativeTime } from "../Time";
import styles from "./prices.module.css";

export interface PracticesPageProps {
  rows: { id: string; href: string; name: string; offered: number; own: number; setAt: string | null }[];
  paging: Paging;
  searched: boolean;
}

/** Practices with what they are offered and how much of it has a price of their own. */
export function PracticesPage({ rows, paging, searched }: PracticesPageProps) {
  return (
    <Panes side={null} sideLabel="" title="Practice prices">
      <div className={styles.page}>
        <PageHeader title="Practice prices" aside="What practices pay instead of the list price" />
        <div className={styles.bar}>
          <FilterBar search={{ placeholder: "Practice" }} />
        </div>
        <DataTable
          label="Practices"
          rows={rows}
          rowId={(row) => row.id}
          rowHref={(row) => row.href}
          paging={paging}
          keys
          columns={[
            { key: "name", head: "Practice", cut: 48, cell: (row) => row.name },
            { key: "offered", head: "Tests and panels offered", align: "right", cell: (row) => row.offered },
            { key: "own", head: "At a price of its own", align: "right", cell: (row) => row.own || "–" },
            {
              key: "set",
              head: "Last set",
              align: "right",
              cell: (row) => (row.setAt ? <RelativeTime at={row.setAt} /> : "–"),
            },
          ]}
          empty={
            <EmptyState
              title={searched ? "Nothing fits" : "No practice has a connection yet"}
              text={searched ? "Try fewer letters." : "Prices are agreed once a request is approved."}
            />
          }
        />
      </div>
    </Panes>
  );
}
