import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { ToneBadge } from "../state/StateBadge";
import styles from "./templates.module.css";

/** One rule: what is read, where it goes, what happens on the way. */
export interface TemplateRule {
  name: string;
  /** The segment or list it runs for each of. */
  each?: string | undefined;
  from: string;
  to: string;
  transform?: string | undefined;
  default?: string | undefined;
  required: boolean;
}

/** How the template did on one sample message. */
export interface TemplateSample {
  name: string;
  kind: string;
  ok: boolean;
  /** "14 of 14". */
  required: string;
  unmapped: string[];
  findings: string[];
}

/** A section's title with how many it holds. */
export function Heading({ title, count }: { title: string; count: number }) {
  return (
    <h2>
      {title} <span className="gh-num gh-dim">{count}</span>
    </h2>
  );
}

const mono = (text: string | undefined) =>
  text ? <span className="gh-mono">{text}</span> : <span className="gh-dim">–</span>;

interface ListedProps {
  title: string;
  count: number;
  /** What is said when there is nothing. */
  empty: string;
  heads: string[];
  children: ReactNode;
}

/** A titled table that scrolls by itself when it is wider than the page. */
function Listed({ title, count, empty, heads, children }: ListedProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <Heading title={title} count={count} />
      {count === 0 ? (
        <p className="gh-dim">{empty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys too.
        <section className={`${styles.scroll} gh-stack`} tabIndex={0} aria-label={`Table of ${title.toLowerCase()}`}>
          <Table className={styles.table ?? ""} verticalSpacing={0} aria-label={title}>
            <Table.Thead>
              <Table.Tr>
                {heads.map((head) => (
                  <Table.Th key={head}>{head}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>{children}</Table.Tbody>
          </Table>
        </section>
      )}
    </section>
  );
}

/** A cell of code, with its head for narrow screens; an empty one is left out there. */
function CodeCell({ label, text }: { label: string; text: string | undefined }) {
  return (
    <Table.Td data-label={label} data-empty={text ? undefined : true}>
      {mono(text)}
    </Table.Td>
  );
}

/** The rules of one direction. */
export function Rules({ title, rules }: { title: string; rules: TemplateRule[] }) {
  return (
    <Listed
      title={`${title}, rules`}
      count={rules.length}
      empty="No rules yet."
      heads={["Rule", "For each", "From", "To", "Changed by", "If empty", "Required"]}
    >
      {rules.map((rule) => (
        <Table.Tr key={`${rule.name} ${rule.from} ${rule.to}`}>
          <Table.Td data-name data-lead>
            {rule.name}
          </Table.Td>
          <CodeCell label="For each" text={rule.each} />
          <CodeCell label="From" text={rule.from} />
          <CodeCell label="To" text={rule.to} />
          <CodeCell label="Changed by" text={rule.transform} />
          <CodeCell label="If empty" text={rule.default} />
          <Table.Td data-label="Required" data-empty={rule.required ? undefined : true}>
            {rule.required ? "Yes" : <span className="gh-dim">No</span>}
          </Table.Td>
        </Table.Tr>
      ))}
    </Listed>
  );
}

/** How the template does on its own samples. */
export function Samples({ samples }: { samples: TemplateSample[] }) {
  return (
    <Listed
      title="Samples"
      count={samples.length}
      empty="No sample messages for this template."
      heads={["Sample", "Kind", "Outcome", "Required fields", "Not mapped", "Findings"]}
    >
      {samples.map((sample) => (
        <Table.Tr key={sample.name}>
          <Table.Td data-name data-lead>
            {sample.name}
          </Table.Td>
          <Table.Td>{sample.kind}</Table.Td>
          <Table.Td>
            <ToneBadge tone={sample.ok ? "good" : "stop"} plain>
              {sample.ok ? "Fits" : "Does not fit"}
            </ToneBadge>
          </Table.Td>
          <Table.Td data-label="Required fields" className="gh-num">
            {sample.required}
          </Table.Td>
          <CodeCell label="Not mapped" text={sample.unmapped.join(" ")} />
          <Table.Td>
            {sample.findings.length === 0 ? (
              <span className="gh-dim">None</span>
            ) : (
              <ul className={styles.findings}>
                {sample.findings.map((finding) => (
                  <li key={finding}>{finding}</li>
                ))}
              </ul>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </Listed>
  );
}
