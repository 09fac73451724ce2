import { useSearchParams } from "@remix-run/react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { ToneBadge } from "../state/StateBadge";
import styles from "./operations.module.css";
import { TemplateForms } from "./TemplateForms";

/** One mapping template of the list. */
export interface TemplateRow {
  name: string;
  title: string;
  description: string;
  /** The newest version; null while there is only a draft. */
  version: string | null;
  /** Whether it came with the product. */
  origin: "shipped" | "own";
  /** It has an open draft. */
  draft: boolean;
  /** "Orders", "Results", or both. */
  side: string;
  mode: string;
  usedBy: number;
  href: string;
}

export interface TemplatesPageProps {
  rows: TemplateRow[];
  canEdit: boolean;
  bases: { value: string; label: string }[];
  errors: Record<string, string>;
  values: Record<string, string | string[]>;
  /** What is wrong with an imported file, line by line. */
  problems: string[];
}

const columns: Column<TemplateRow>[] = [
  { key: "title", head: "Template", link: true, cut: 32, cell: (row) => row.title },
  {
    key: "version",
    head: "Version",
    cell: (row) => (row.version ? <span className="gh-num">{row.version}</span> : <span className="gh-dim">–</span>),
  },
  {
    key: "draft",
    head: "Draft",
    cell: (row) => (row.draft ? <ToneBadge tone="work">Draft</ToneBadge> : <span className="gh-dim">–</span>),
  },
  {
    key: "description",
    head: "What it is for",
    cut: 32,
    cell: (row) => <span title={row.description}>{row.description}</span>,
  },
  { key: "origin", head: "From", cell: (row) => (row.origin === "shipped" ? "Product" : "This lab") },
  { key: "side", head: "For", cell: (row) => <span className={styles.nowrap}>{row.side}</span> },
  { key: "mode", head: "Mode", cell: (row) => <span className={styles.nowrap}>{row.mode}</span> },
  { key: "name", head: "Name", cell: (row) => <span className="gh-mono gh-dim">{row.name}</span> },
  {
    key: "used",
    head: "Used by",
    align: "right",
    cell: (row) => (row.usedBy === 0 ? <span className="gh-dim">–</span> : row.usedBy.toLocaleString("en-US")),
  },
];

/** The mapping templates connections start from. */
export function TemplatesPage({ rows, canEdit, bases, errors, values, problems }: TemplatesPageProps) {
  const [params] = useSearchParams();
  return (
    <div className={styles.page}>
      <PageHeader title="Templates" aside="How messages of each EMR are read and written" />
      {canEdit ? (
        <div className={styles.bar}>
          <TemplateForms bases={bases} base={params.get("base")} errors={errors} values={values} problems={problems} />
        </div>
      ) : null}
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
