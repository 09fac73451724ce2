import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { ViewTabs } from "../data/ViewTabs";
import { AgeBars, AttainmentLine } from "./SlaCharts";
import { slaViews } from "./SlaRulesPage";
import styles from "./sla.module.css";

export interface WeekPoint {
  /** Its Monday, `YYYY-MM-DD`. */
  week: string;
  decided: number;
  inTime: number;
  /** Percent; null in a week without a decision. */
  attained: number | null;
  medianHours: number | null;
}

export interface OwnerRow {
  owner: string;
  decided: number;
  inTime: number;
  attained: number | null;
  medianHours: number | null;
}

export interface AgeBar {
  label: string;
  tone: "work" | "warn" | "stop" | "off";
  count: number;
}

export interface SlaPageProps {
  /** Percent that should be answered in time. */
  target: number;
  attained: number | null;
  decided: number;
  overdue: number;
  latestMedianHours: number | null;
  weeks: WeekPoint[];
  owners: OwnerRow[];
  ages: AgeBar[];
}

const percentWords = (value: number | null) => (value === null ? "–" : `${value} %`);
const hourWords = (value: number | null) => (value === null ? "–" : `${value.toFixed(1)} h`);

const ownerColumns: Column<OwnerRow>[] = [
  { key: "owner", head: "Decided by", cell: (row) => row.owner, cut: 32 },
  { key: "decided", head: "Decided", align: "right", cell: (row) => row.decided },
  { key: "inTime", head: "In time", align: "right", cell: (row) => row.inTime },
  { key: "attained", head: "Attainment", align: "right", cell: (row) => percentWords(row.attained) },
  { key: "median", head: "Median time", align: "right", cell: (row) => hourWords(row.medianHours) },
];

/** How well the promised answer times were kept, and how old what waits now is. */
export function SlaPage({ target, attained, decided, overdue, latestMedianHours, weeks, owners, ages }: SlaPageProps) {
  const figures = [
    { label: "answered in time, 12 weeks", value: percentWords(attained) },
    { label: "decided, 12 weeks", value: decided.toLocaleString("en-US") },
    { label: "median to a decision, latest week", value: hourWords(latestMedianHours) },
    { label: "overdue now", value: overdue.toLocaleString("en-US") },
  ];
  return (
    <div className={styles.page}>
      <PageHeader title="SLA" actions={<ViewTabs label="SLA" views={slaViews} />} />
      <dl className={styles.figures}>
        {figures.map(({ label, value }) => (
          <div key={label}>
            <dd className="gh-num">{value}</dd>
            <dt>{label}</dt>
          </div>
        ))}
      </dl>
      <div className={styles.charts}>
        <section aria-labelledby="weeks">
          <h2 id="weeks">Answered in time, by week</h2>
          <AttainmentLine weeks={weeks} target={target} />
        </section>
        <section aria-labelledby="ages">
          <h2 id="ages">Open requests, by share of their time</h2>
          <AgeBars ages={ages} />
        </section>
      </div>
      <section aria-labelledby="owners">
        <div className={styles.head}>
          <h2 id="owners">By who decided, 12 weeks</h2>
        </div>
        <p className={styles.lead}>Times are from submitted to decided by the clock on the wall, pauses included.</p>
        <DataTable
          label="By who decided"
          columns={ownerColumns}
          rows={owners}
          rowId={(row) => row.owner}
          empty={<EmptyState title="Nothing was decided yet" text="Decisions of the last twelve weeks appear here." />}
        />
      </section>
    </div>
  );
}
