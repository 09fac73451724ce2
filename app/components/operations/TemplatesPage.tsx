import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import styles from "./operations.module.css";

/** One mapping template of the list. */
export interface TemplateRow {
  name: string;
  title: string;
  description: string;
  version: string;
  /** "Orders", "Results", or both. */
  side: string;
  mode: string;
  usedBy: number;
  href: string;
}

export interface TemplatesPageProps {
  rows: TemplateRow[];
}

const columns: Column<TemplateRow>[] = [
  { key: "title", head: "Template", link: true, cut: 32, cell: (row) => row.title },
  { key: "version", head: "Version", cell: (row) => <span className="gh-num">{row.version}</span> },
  {
    key: "description",
    head: "What it is for",
    cut: 48,
    cell: (row) => <span title={row.description}>{row.description}</span>,
  },
  { key: "side", head: "For", cell: (row) => row.side },
  { key: "mode", head: "Mode", cell: (row) => row.mode },
  { key: "name", head: "Name", cell: (row) => <span className="gh-mono gh-dim">{row.name}</span> },
  {
    key: "used",
    head: "Used by",
    align: "right",
    cell: (row) => (row.usedBy === 0 ? <span className="gh-dim">–</span> : row.usedBy.toLocaleString("en-US")),
  },
];

/** The mapping templates connections start from. */
export function TemplatesPage({ rows }: TemplatesPageProps) {
  return (
    <div className={styles.page}>
      <PageHeader title="Templates" aside="How messages of each EMR are read and written" />
      <div className={styles.rows}>
        <DataTable
          label="Templates"
          columns={columns}
          rows={rows}
          rowId={(row) => row.name}
          rowHref={(row) => row.href}
          keys
          empty={<EmptyState title="No templates" text="Templates appear here once one is published." />}
        />
      </div>
    </div>
  );
}
