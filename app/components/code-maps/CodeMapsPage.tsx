import { DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import { Panes } from "../shell/Panes";
import styles from "./code-maps.module.css";

export interface CodeMapsPageProps {
  rows: {
    id: string;
    href: string;
    product: string;
    vendor: string;
    /** "v3", or nothing before the first. */
    version: string;
    codes: number;
    connections: number;
  }[];
  searched: boolean;
}

/** EMR systems with the code map their connections share. */
export function CodeMapsPage({ rows, searched }: CodeMapsPageProps) {
  return (
    <Panes side={null} sideLabel="" title="Code maps">
      <div className={styles.page}>
        <PageHeader title="Code maps" aside="What an EMR system calls the lab's codes, for all its connections" />
        <div className={styles.bar}>
          <FilterBar search={{ placeholder: "Product or vendor" }} />
        </div>
        <DataTable
          label="EMR systems"
          rows={rows}
          rowId={(row) => row.id}
          rowHref={(row) => row.href}
          keys
          columns={[
            { key: "product", head: "EMR system", cut: 32, cell: (row) => row.product },
            { key: "vendor", head: "Vendor", cut: 24, cell: (row) => <span className="gh-dim">{row.vendor}</span> },
            { key: "version", head: "Version", align: "right", cell: (row) => row.version || "–" },
            { key: "codes", head: "Codes", align: "right", cell: (row) => row.codes || "–" },
            { key: "connections", head: "Connections", align: "right", cell: (row) => row.connections || "–" },
          ]}
          empty={
            <EmptyState
              title={searched ? "Nothing fits" : "No EMR system yet"}
              text={searched ? "Try fewer letters." : "EMR systems are kept in their catalogue."}
            />
          }
        />
      </div>
    </Panes>
  );
}
