import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconDownload } from "@tabler/icons-react";
import { Callout } from "../data/Callout";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import { ToneBadge } from "../state/StateBadge";
import type { Tone } from "../state/tones";
import { RelativeTime } from "../Time";
import styles from "./ledger.module.css";
import pageStyles from "./operations.module.css";

export interface LedgerRow {
  key: string;
  day: string;
  connection: string;
  href: string;
  way: string;
  received: number;
  delivered: number;
  waiting: number;
  held: number;
  dead: number;
  duplicate: number;
  discarded: number;
  remainder: number;
  /** When its messages were last compared with the record, if they were. */
  checkedAt: string | null;
  whole: boolean;
}

export interface FileRow {
  key: string;
  day: string;
  endpoint: string;
  seen: number;
  taken: number;
  left: number;
  setAside: number;
  waiting: number;
  elsewhere: number;
  archived: number | null;
  present: number | null;
}

export interface LedgerPageProps {
  rows: LedgerRow[];
  /** Null where one connection is chosen: endpoints are shared. */
  files: FileRow[] | null;
  findings: { key: string; id: string; href: string | null; words: string; where: string }[];
  found: number;
  spans: { value: string; label: string }[];
  connections: { value: string; label: string }[];
  timeZone: string;
  csvHref: string;
}

type Count = "delivered" | "duplicate" | "discarded" | "waiting" | "held" | "dead";
/** In the order of the bar. */
const counts: { key: Count; head: string; tone: Tone }[] = [
  { key: "delivered", head: "Delivered", tone: "good" },
  { key: "duplicate", head: "Duplicate", tone: "off" },
  { key: "discarded", head: "Discarded", tone: "off" },
  { key: "waiting", head: "Waiting", tone: "work" },
  { key: "held", head: "Held", tone: "warn" },
  { key: "dead", head: "Dead", tone: "stop" },
];

const number = (count: number, tone?: Tone) => (
  <span
    className={count === 0 ? styles.none : tone ? styles.count : undefined}
    data-tone={count === 0 ? undefined : tone}
  >
    {count.toLocaleString("en-US")}
  </span>
);
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const dayWords = (day: string) => <time dateTime={day}>{weekday.format(new Date(`${day}T12:00:00Z`))}</time>;

const columns: Column<LedgerRow>[] = [
  { key: "day", head: "Day", cell: (row) => <span className={pageStyles.nowrap}>{dayWords(row.day)}</span> },
  {
    key: "connection",
    head: "Connection",
    link: true,
    cell: (row) => (
      <span className={styles.name}>
        {row.connection}
        <Bar row={row} />
      </span>
    ),
  },
  { key: "way", head: "Way", cell: (row) => <span className={pageStyles.nowrap}>{row.way}</span> },
  { key: "received", head: "Received", align: "right", cell: (row) => number(row.received) },
  ...counts.map(
    ({ key, head, tone }): Column<LedgerRow> => ({
      key,
      head,
      align: "right",
      cell: (row) => number(row[key], tone === "good" || tone === "off" ? undefined : tone),
    }),
  ),
  {
    key: "remainder",
    head: "Unaccounted",
    cell: (row) => (
      <ToneBadge tone={row.whole ? "good" : "stop"} plain>
        {row.whole ? "None" : row.remainder > 0 ? row.remainder.toLocaleString("en-US") : "See above"}
      </ToneBadge>
    ),
  },
  {
    key: "checked",
    head: "Checked",
    cell: (row) => (row.checkedAt ? <RelativeTime at={row.checkedAt} /> : <span className="gh-dim">Not yet</span>),
  },
];

/** The shares of a day as one line; the numbers stand beside it. */
function Bar({ row }: { row: LedgerRow }) {
  const total = Math.max(1, row.received + row.remainder);
  return (
    <span className={styles.bar} aria-hidden="true">
      {counts.map(({ key, tone }) =>
        row[key] > 0 ? <span key={key} data-tone={tone} style={{ width: `${(row[key] / total) * 100}%` }} /> : null,
      )}
      {row.remainder > 0 ? <span data-gap style={{ width: `${(row.remainder / total) * 100}%` }} /> : null}
    </span>
  );
}

const fileColumns: Column<FileRow>[] = [
  { key: "day", head: "Day", cell: (row) => <span className={pageStyles.nowrap}>{dayWords(row.day)}</span> },
  { key: "endpoint", head: "Endpoint", link: true, cut: 32, cell: (row) => row.endpoint },
  { key: "seen", head: "Seen there", align: "right", cell: (row) => number(row.seen) },
  { key: "taken", head: "Taken", align: "right", cell: (row) => number(row.taken) },
  {
    key: "archived",
    head: "In the archive",
    align: "right",
    cell: ({ archived, present }) => <InArchive archived={archived} present={present} />,
  },
  { key: "left", head: "Taken, still there", align: "right", cell: (row) => number(row.left, "warn") },
  { key: "waiting", head: "Not whole yet", align: "right", cell: (row) => number(row.waiting, "work") },
  { key: "elsewhere", head: "Gone unread", align: "right", cell: (row) => number(row.elsewhere) },
  { key: "setAside", head: "Set aside", align: "right", cell: (row) => number(row.setAside, "stop") },
];

/** How many of the files archived that day are in the archive, once somebody looked. */
function InArchive({ archived, present }: Pick<FileRow, "archived" | "present">) {
  if (archived === null || present === null) return <span className="gh-dim">Not yet looked</span>;
  if (present === archived) return number(present);
  return (
    <ToneBadge tone="warn" plain>
      {`${present.toLocaleString("en-US")} of ${archived.toLocaleString("en-US")}`}
    </ToneBadge>
  );
}

/** Where every message and file of each day is, and whether that adds up. */
export function LedgerPage({ rows, files, findings, found, spans, connections, timeZone, csvHref }: LedgerPageProps) {
  return (
    <div className={pageStyles.page}>
      <PageHeader
        title="Ledger"
        aside={`Days in ${timeZone.replaceAll("_", " ")}`}
        actions={
          <Button
            component="a"
            href={csvHref}
            variant="default"
            size="sm"
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            Download as CSV
          </Button>
        }
      />
      <div className={pageStyles.bar}>
        <FilterBar
          filters={[
            { name: "days", label: "Days", options: spans },
            {
              name: "connection",
              label: "Connection",
              options: [{ value: "", label: "All connections" }, ...connections],
            },
          ]}
        />
      </div>
      {found > 0 ? (
        <div className={pageStyles.pad}>
          <Callout tone="stop" title={found === 1 ? "One thing does not add up" : `${found} things do not add up`}>
            <ul className={styles.findings}>
              {findings.map((one) => (
                <li key={one.key}>
                  {one.href ? (
                    <Link to={one.href} className="gh-link gh-mono">
                      {one.id}
                    </Link>
                  ) : (
                    <span className="gh-mono">{one.id}</span>
                  )}{" "}
                  {one.words} <span className="gh-dim">{one.where}</span>
                </li>
              ))}
            </ul>
            {found > findings.length ? <p>And {found - findings.length} more.</p> : null}
            Compare with the source before anything is sent again.
          </Callout>
        </div>
      ) : null}
      <DataTable
        label="Messages by day"
        rows={rows}
        rowId={(row) => row.key}
        rowHref={(row) => row.href}
        rowTone={(row) => (row.whole ? undefined : "stop")}
        columns={columns}
        empty={<EmptyState title="No messages in these days" text="Each message is counted on the day it comes in." />}
      />
      {files && files.length > 0 ? (
        <section aria-label="Files by day">
          <h2 className={styles.second}>Files, as the endpoints showed them</h2>
          <DataTable
            label="Files by day"
            rows={files}
            rowId={(row) => row.key}
            rowTone={(row) => (row.setAside > 0 ? "stop" : undefined)}
            columns={fileColumns}
            empty={null}
          />
        </section>
      ) : null}
    </div>
  );
}
