import { Table } from "@mantine/core";
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

/** The rules of one direction. */
export function Rules({ title, rules }: { title: string; rules: TemplateRule[] }) {
  return (
    <section className={styles.section} aria-label={`${title}, rules`}>
      <Heading title={`${title}, rules`} count={rules.length} />
      {rules.length === 0 ? (
        <p className="gh-dim">No rules yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys too.
        <section className={`${styles.scroll} gh-stack`} tabIndex={0} aria-label={`Table of ${title.toLowerCase()}`}>
          <Table className={styles.table ?? ""} verticalSpacing={0} aria-label={`Rules for ${title.toLowerCase()}`}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Rule</Table.Th>
                <Table.Th>For each</Table.Th>
                <Table.Th>From</Table.Th>
                <Table.Th>To</Table.Th>
                <Table.Th>Changed by</Table.Th>
                <Table.Th>If empty</Table.Th>
                <Table.Th>Required</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rules.map((rule) => (
                <Table.Tr key={`${rule.name} ${rule.from} ${rule.to}`}>
                  <Table.Td data-name data-lead>
                    {rule.name}
                  </Table.Td>
                  <Table.Td data-label="For each" data-empty={rule.each ? undefined : true}>
                    {mono(rule.each)}
                  </Table.Td>
                  <Table.Td data-label="From" data-empty={rule.from ? undefined : true}>
                    {mono(rule.from)}
                  </Table.Td>
                  <Table.Td data-label="To" data-empty={rule.to ? undefined : true}>
                    {mono(rule.to)}
                  </Table.Td>
                  <Table.Td data-label="Changed by" data-empty={rule.transform ? undefined : true}>
                    {mono(rule.transform)}
                  </Table.Td>
                  <Table.Td data-label="If empty" data-empty={rule.default ? undefined : true}>
                    {mono(rule.default)}
                  </Table.Td>
                  <Table.Td data-label="Required" data-empty={rule.required ? undefined : true}>
                    {rule.required ? "Yes" : <span className="gh-dim">No</span>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
    </section>
  );
}

/** How the template does on its own samples. */
export function Samples({ samples }: { samples: TemplateSample[] }) {
  return (
    <section className={styles.section} aria-label="Samples">
      <Heading title="Samples" count={samples.length} />
      {samples.length === 0 ? (
        <p className="gh-dim">No sample messages for this template.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys too.
        <section className={`${styles.scroll} gh-stack`} tabIndex={0} aria-label="Table of samples">
          <Table className={styles.table ?? ""} verticalSpacing={0} aria-label="Samples of this template">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Sample</Table.Th>
                <Table.Th>Kind</Table.Th>
                <Table.Th>Outcome</Table.Th>
                <Table.Th>Required fields</Table.Th>
                <Table.Th>Not mapped</Table.Th>
                <Table.Th>Findings</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
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
                  <Table.Td data-label="Not mapped" data-empty={sample.unmapped.length === 0 || undefined}>
                    {mono(sample.unmapped.join(" "))}
                  </Table.Td>
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
            </Table.Tbody>
          </Table>
        </section>
      )}
    </section>
  );
}
