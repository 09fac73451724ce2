import { Button } from "@mantine/core";
import { Form } from "@remix-run/react";
import { IconDownload } from "@tabler/icons-react";
import { PageHeader } from "../data/PageHeader";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FileField } from "../forms/FileField";
import { ToneBadge } from "../state/StateBadge";
import type { Tone } from "../state/tones";
import styles from "./CodeCheckPage.module.css";
import portal from "./portal.module.css";

export type Verdict = "ready" | "not-mapped" | "discontinued" | "unknown";

export interface CodeCheckResult {
  total: number;
  counts: Record<Verdict, number>;
  /** What needs somebody first; at most 500. */
  codes: {
    line: number;
    code: string;
    name: string;
    count: number | null;
    verdict: Verdict;
    labCode: string | null;
    labName: string | null;
  }[];
  csv: string;
}

export interface CodeCheckPageProps {
  labName: string;
  errors: Record<string, string>;
  check: CodeCheckResult | null;
}

const verdicts: Record<Verdict, { tone: Tone; word: string; text: string }> = {
  ready: { tone: "good", word: "Ready", text: "orders with this code arrive" },
  "not-mapped": { tone: "warn", word: "Not connected", text: "the lab has it; ask to add it" },
  discontinued: { tone: "stop", word: "Discontinued", text: "the lab no longer does it" },
  unknown: { tone: "stop", word: "Unknown", text: "the lab has nothing like it" },
};
const order: Verdict[] = ["ready", "not-mapped", "discontinued", "unknown"];

/** A practice holds its own list of codes against what the lab knows of it. */
export function CodeCheckPage({ labName, errors, check }: CodeCheckPageProps) {
  return (
    <>
      <PageHeader
        size="portal"
        title="Check your codes"
        facts={`Which codes of your EMR ${labName} would recognize, and which orders would be held. Your list is not kept.`}
      />
      <Form method="post" encType="multipart/form-data" className={styles.form} noValidate>
        <FormFields errors={errors} size="md">
          <FileField
            name="list"
            label="Your list of test codes"
            accept=".csv,.xlsx,text/csv"
            help="CSV or Excel. The first row names the columns: Code, and if you have them Name, LOINC and Count."
          />
        </FormFields>
        <SubmitButton size="md">Check</SubmitButton>
      </Form>
      {check ? <Result check={check} labName={labName} /> : null}
    </>
  );
}

function Result({ check, labName }: { check: CodeCheckResult; labName: string }) {
  const shown = order.filter((verdict) => check.counts[verdict] > 0);
  return (
    <section className={portal.section} aria-labelledby="outcome">
      <div className={styles.head}>
        <h2 id="outcome" className={portal.heading} aria-live="polite">
          {check.counts.ready} of {check.total} codes are ready
        </h2>
        <Button
          component="a"
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(check.csv)}`}
          download="code-check.csv"
          variant="default"
          size="sm"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          Download
        </Button>
      </div>
      <div className={styles.bar} aria-hidden="true">
        {shown.map((verdict) => (
          <span
            key={verdict}
            data-tone={verdicts[verdict].tone}
            style={{ flexGrow: check.counts[verdict] }}
            data-verdict={verdict}
          />
        ))}
      </div>
      <ul className={styles.legend}>
        {shown.map((verdict) => (
          <li key={verdict}>
            <ToneBadge tone={verdicts[verdict].tone}>{verdicts[verdict].word}</ToneBadge>
            <span>
              <strong className="gh-num">{check.counts[verdict]}</strong> {verdicts[verdict].text}
            </span>
          </li>
        ))}
      </ul>
      <div className={`${portal.box} gh-stack`}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Your code</th>
              <th scope="col">Your name</th>
              <th scope="col">Count</th>
              <th scope="col">At {labName}</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {check.codes.map((one) => (
              <tr key={one.line}>
                <td className="gh-mono" data-label="Your code">
                  {one.code}
                </td>
                <td data-lead>{one.name || <span className="gh-dim">No name</span>}</td>
                <td className="gh-num" data-label="Count" data-empty={one.count === null || undefined}>
                  {one.count ?? "–"}
                </td>
                <td data-label={`At ${labName}`} data-empty={one.labCode === null || undefined}>
                  {one.labCode ? (
                    <span>
                      <span className="gh-mono">{one.labCode}</span> {one.labName}
                    </span>
                  ) : (
                    "–"
                  )}
                </td>
                <td>
                  <ToneBadge tone={verdicts[one.verdict].tone} plain>
                    {verdicts[one.verdict].word}
                  </ToneBadge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {check.total > check.codes.length ? (
        <p className={portal.sentence}>The first {check.codes.length} are shown; the download has all.</p>
      ) : null}
    </section>
  );
}
