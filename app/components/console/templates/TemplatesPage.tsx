import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { PageHeader } from "../../data/PageHeader";
import { ToneBadge } from "../../state/StateBadge";
import styles from "./templates.module.css";
import type { TemplatesPageProps } from "./types";

export type { TemplatesPageProps } from "./types";

type Row = TemplatesPageProps["rows"][number];

const columns: Column<Row>[] = [
  { key: "title", head: "Template", link: true, cell: (row) => row.title, cut: 32 },
  { key: "text", head: "For", cell: (row) => <span className="gh-dim">{row.description}</span>, cut: 48 },
  { key: "vendor", head: "Vendor", cell: (row) => row.vendor ?? "Any", cut: 16 },
  { key: "directions", head: "Carries", cell: (row) => row.directions },
  { key: "version", head: "Version", align: "right", cell: (row) => row.version },
  { key: "rules", head: "Rules", align: "right", cell: (row) => row.rules },
  {
    key: "samples",
    head: "Samples",
    cell: (row) => (
      <ToneBadge tone={row.samples.ok === row.samples.total ? "good" : "stop"} plain>
        {`${row.samples.ok} of ${row.samples.total}`}
      </ToneBadge>
    ),
  },
  { key: "connections", head: "Used by", align: "right", cell: (row) => row.connections },
];

/** Every mapping template with how its samples fare. */
export function TemplatesPage({ rows }: TemplatesPageProps) {
  return (
    <>
      <PageHeader title="Mapping templates" aside="How an EMR's messages become the lab's, and back" />
      <div className={styles.list}>
        <DataTable
          label="Templates"
          columns={columns}
          rows={rows}
          rowId={(row) => row.name}
          rowHref={(row) => row.href}
          empty={<EmptyState title="No templates" text="Templates come with the installation." />}
          keys
        />
      </div>
    </>
  );
}
