import { Link } from "@remix-run/react";
import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { KeyValue } from "../../data/KeyValue";
import { PageHeader } from "../../data/PageHeader";
import { ToneBadge } from "../../state/StateBadge";
import { PanelSection } from "../parts/SidePanel";
import styles from "./templates.module.css";
import type { TemplatePageProps, TemplateRule, TemplateSample } from "./types";

export type { TemplatePageProps, TemplateRule, TemplateSample } from "./types";

const mono = (text: string) => <span className="gh-mono">{text}</span>;

const columns: Column<TemplateRule>[] = [
  { key: "name", head: "Rule", cell: (row) => <strong className={styles.rule}>{row.name}</strong>, cut: 32 },
  { key: "from", head: "From", cell: (row) => mono(row.from) },
  { key: "to", head: "To", cell: (row) => mono(row.to) },
  { key: "how", head: "How", cell: (row) => <span className="gh-dim">{row.how ?? "As it is"}</span>, cut: 48 },
  {
    key: "required",
    head: "Required",
    cell: (row) => (row.required ? "Required" : <span className="gh-dim">Optional</span>),
  },
];

const directions = [
  { key: "order", title: "Orders, EMR to lab" },
  { key: "result", title: "Results, lab to EMR" },
] as const;

/** One template: its rules by direction, its samples and what they yield, who uses it. */
export function TemplatePage({ title, description, version, facts, rules, samples, connections }: TemplatePageProps) {
  return (
    <>
      <PageHeader title={title} aside={`Version ${version}`} facts={<span>{description}</span>} />
      <div className={styles.work}>
        <div className={styles.main}>
          {directions.map(({ key, title: heading }) => {
            const these = rules.filter((rule) => rule.direction === key);
            return these.length > 0 ? (
              <section key={key} aria-labelledby={`rules-${key}`}>
                <h2 id={`rules-${key}`} className={styles.heading}>
                  {heading}
                </h2>
                <DataTable label={heading} columns={columns} rows={these} rowId={(row) => row.key} empty={null} />
              </section>
            ) : null;
          })}
          {rules.length === 0 ? (
            <EmptyState title="No rules" text="This template carries everything as it is." />
          ) : null}
        </div>
        <aside className={styles.side} aria-label="Facts and samples">
          <PanelSection>
            <KeyValue facts={facts} />
          </PanelSection>
          <PanelSection
            title="Samples"
            aside={`${samples.filter((sample) => sample.ok).length} of ${samples.length} valid`}
          >
            <ul className={styles.samples}>
              {samples.map((sample) => (
                <Sample key={sample.key} sample={sample} />
              ))}
            </ul>
          </PanelSection>
          <PanelSection title="Used by" aside={String(connections.length)}>
            {connections.length === 0 ? <p className="gh-dim">No connection yet.</p> : null}
            <ul className={styles.users}>
              {connections.map((connection) => (
                <li key={connection.href}>
                  <Link className="gh-link" to={connection.href}>
                    {connection.name}
                  </Link>{" "}
                  <span className="gh-dim">{connection.state}</span>
                </li>
              ))}
            </ul>
          </PanelSection>
        </aside>
      </div>
    </>
  );
}

function Sample({ sample }: { sample: TemplateSample }) {
  return (
    <li>
      <p className={styles.sampleHead}>
        <strong>{sample.title}</strong>
        <ToneBadge tone={sample.ok ? "good" : "stop"} plain>
          {sample.ok ? "Valid" : "Not valid"}
        </ToneBadge>
      </p>
      <p className="gh-dim gh-num">
        {sample.direction === "order" ? "Order" : "Result"}, {sample.requiredFilled} of {sample.requiredTotal} required
        fields filled
      </p>
      {sample.findings.map((finding) => (
        <p key={finding} className={styles.finding}>
          {finding}
        </p>
      ))}
      {sample.unmapped.length > 0 ? (
        <details className={styles.unmapped}>
          <summary>
            {sample.unmapped.length === 1 ? "1 field is not mapped" : `${sample.unmapped.length} fields are not mapped`}
          </summary>
          <p className="gh-mono">{sample.unmapped.join(", ")}</p>
        </details>
      ) : null}
    </li>
  );
}
