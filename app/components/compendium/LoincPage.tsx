import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { KeyValue } from "../data/KeyValue";
import type { Paging } from "../data/TableFoot";
import { ViewTabs } from "../data/ViewTabs";
import { ToneBadge } from "../state/StateBadge";
import type { Tone } from "../state/tones";
import { ExactTime } from "../Time";
import { useLive } from "../use-live";
import styles from "./compendium.module.css";
import { Frame } from "./Frame";
import { LoincUpload } from "./LoincUpload";
import type { CompendiumFrame } from "./types";

/** How a code of the catalogue stands in the table. */
export type LoincStandingWord = "known" | "discouraged" | "deprecated" | "unknown";

/** One LOINC code where the catalogue has it; `component`: empty for the test's own code. */
export interface LoincUseRow {
  id: string;
  href: string;
  test: string;
  name: string;
  component: string;
  loinc: string;
  term: string | null;
  standing: LoincStandingWord;
  replacedBy: string[];
}

export interface LoincPageProps extends CompendiumFrame {
  table: {
    /** Not so: Gatehouse's short list. */
    whole: boolean;
    version: string;
    terms: number;
    replacements: number;
    fileName: string;
    by: string | null;
    at: string;
  };
  /** How many different codes of the catalogue stand how. */
  standings: { key: LoincStandingWord; count: number }[];
  /** Tests without a LOINC code. */
  without: number;
  show: LoincStandingWord;
  rows: LoincUseRow[];
  paging: Paging;
}

const number = (count: number) => count.toLocaleString("en-US");

const tones: Record<LoincStandingWord, Tone> = {
  known: "good",
  discouraged: "warn",
  deprecated: "warn",
  unknown: "off",
};

const wordsOf = (standing: LoincStandingWord, whole: boolean) =>
  ({
    known: "Known",
    discouraged: "Discouraged",
    deprecated: "Deprecated",
    unknown: whole ? "Unknown" : "Not in the short list",
  })[standing];

const columnsOf = (whole: boolean): Column<LoincUseRow>[] => [
  { key: "loinc", head: "LOINC", cell: (row) => <span className={`gh-mono ${styles.code}`}>{row.loinc}</span> },
  {
    key: "standing",
    head: "State",
    cell: (row) => <ToneBadge tone={tones[row.standing]}>{wordsOf(row.standing, whole)}</ToneBadge>,
  },
  {
    key: "term",
    head: "Term",
    cut: 48,
    cell: (row) => row.term ?? <span className="gh-dim">–</span>,
  },
  { key: "test", head: "Test", cell: (row) => <span className="gh-mono">{row.test}</span> },
  { key: "name", head: "Name", link: true, cut: 32, cell: (row) => row.name },
  { key: "component", head: "Component", cut: 24, cell: (row) => row.component || <span className="gh-dim">–</span> },
  {
    key: "instead",
    head: "Use instead",
    cell: (row) => <span className="gh-mono">{row.replacedBy.join(" or ") || "–"}</span>,
  },
];

/** Which LOINC terms are known here, how the catalogue's codes stand in them, and where a whole release is loaded. */
export function LoincPage({ table, standings, without, show, rows, paging, ...frame }: LoincPageProps) {
  useLive(["compendium"]);
  const views = standings.map(({ key, count }) => ({
    label: wordsOf(key, table.whole),
    count,
    href: `/compendium/loinc?show=${key}`,
    current: key === show,
  }));
  return (
    <Frame {...frame}>
      <div className={styles.columns}>
        <section className={styles.main} aria-label="What is loaded">
          <h2>{table.whole ? `LOINC ${table.version}` : "Gatehouse's short list of LOINC"}</h2>
          <Loaded {...table} />
          <p className={`gh-dim ${styles.credit}`}>
            LOINC is a registered trademark of Regenstrief Institute, Inc. Its terms are used under the{" "}
            <a className="gh-link" href="https://loinc.org/license" rel="noreferrer" target="_blank">
              license at loinc.org/license
            </a>
            .
          </p>
        </section>
        {frame.canEdit ? (
          <section className={styles.aside} aria-label="Load a release">
            <div className={styles.stack}>
              <h2>{table.whole ? "Load another release" : "Load the full table"}</h2>
              <LoincUpload />
            </div>
          </section>
        ) : null}
      </div>
      <div className={styles.bar}>
        <ViewTabs
          label="Codes of the catalogue"
          views={[
            ...views,
            { label: "Tests without LOINC", count: without, href: "/compendium?only=no-loinc", current: false },
          ]}
        />
      </div>
      <DataTable
        label="LOINC codes of the catalogue"
        columns={columnsOf(table.whole)}
        rows={rows}
        rowId={(row) => row.id}
        rowHref={(row) => row.href}
        paging={paging}
        empty={<EmptyState title={`${wordsOf(show, table.whole)}: no code`} text={emptyWords(show, table.whole)} />}
      />
    </Frame>
  );
}

function Loaded({ whole, version, terms, replacements, fileName, by, at }: LoincPageProps["table"]) {
  return (
    <KeyValue
      labels="wide"
      facts={[
        { label: "Terms", value: number(terms) },
        {
          label: whole ? "Loaded" : "Since",
          value: (
            <>
              <ExactTime at={at} />
              {by ? `, ${by}` : ""}
            </>
          ),
        },
        ...(whole
          ? [
              { label: "File", value: fileName },
              {
                label: "Replacements",
                value: replacements > 0 ? `${number(replacements)} terms` : "None loaded; MapTo.csv has them",
              },
            ]
          : []),
        {
          label: "What it says",
          value: whole
            ? `A code it lacks is not in LOINC ${version}. That, and a code LOINC gives up, is a warning; neither holds a release back.`
            : "The terms laboratories order most. Of a code it lacks it says nothing.",
        },
      ]}
    />
  );
}

function emptyWords(show: LoincStandingWord, whole: boolean): string {
  if (show === "known") return "No test of the catalogue has a LOINC code that the table knows.";
  if (show === "unknown" && !whole) return "Every LOINC code of the catalogue is in the short list.";
  if (show === "unknown") return "Every LOINC code of the catalogue is in the table.";
  return `No test or component of the catalogue has a ${show} LOINC code.`;
}
