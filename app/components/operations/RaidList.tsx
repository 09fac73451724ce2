import { type Column, DataTable } from "../data/DataTable";
import { ToneBadge } from "../state/StateBadge";
import type { Tone } from "../state/tones";
import { RelativeTime } from "../Time";
import styles from "./program.module.css";

export interface RaidRow {
  id: string;
  type: "risk" | "assumption" | "issue" | "dependency";
  severity: "low" | "medium" | "high";
  title: string;
  owner?: string;
  due?: string;
  /** The request or connection it is about. */
  href?: string;
  raisedAt: string;
  raisedBy: string;
}

const types: Record<RaidRow["type"], string> = {
  risk: "Risk",
  assumption: "Assumption",
  issue: "Issue",
  dependency: "Dependency",
};
const severities: Record<RaidRow["severity"], { tone: Tone; word: string }> = {
  low: { tone: "work", word: "Low" },
  medium: { tone: "warn", word: "Medium" },
  high: { tone: "stop", word: "High" },
};

const columns: Column<RaidRow>[] = [
  {
    key: "severity",
    head: "Severity",
    cell: (row) => <ToneBadge tone={severities[row.severity].tone}>{severities[row.severity].word}</ToneBadge>,
  },
  { key: "type", head: "Type", cell: (row) => types[row.type] },
  { key: "title", head: "What", link: true, cut: 48, cell: (row) => row.title },
  { key: "owner", head: "Owner", cell: (row) => row.owner ?? <span className="gh-dim">Nobody</span> },
  { key: "due", head: "Due", cell: (row) => row.due ?? "–" },
  {
    key: "raised",
    head: "Raised",
    cell: (row) => (
      <>
        <RelativeTime at={row.raisedAt} /> <span className="gh-dim">by {row.raisedBy}</span>
      </>
    ),
  },
];

/** What is open in the RAID log: risks, assumptions, issues, dependencies. */
export function RaidList({ rows }: { rows: RaidRow[] }) {
  return (
    <section className={styles.raid} aria-labelledby="raid">
      <h2 id="raid">
        RAID log <span className="gh-num gh-dim">{rows.length} open</span>
      </h2>
      <DataTable
        label="Open entries of the RAID log"
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rowHref={(row) => row.href ?? "/program"}
        empty={null}
      />
    </section>
  );
}
