import { Table } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import type { Tone } from "../state/tones";
import { ExactTime } from "../Time";
import { Heading, type TemplateRule } from "./TemplateRules";
import styles from "./templates.module.css";

/** One published version. */
export interface TemplateVersion {
  version: string;
  note: string;
  by: string;
  at: string | null;
  sha256: string;
  /** How many connections run it. */
  connections: number;
  shown: boolean;
}

/** What differs between two versions, rule by rule. */
export interface Difference {
  from: string | null;
  to: string | null;
  rules: {
    direction: "orders" | "results";
    name: string;
    change: "added" | "changed" | "removed";
    fields: string[];
    before: TemplateRule | null;
    after: TemplateRule | null;
  }[];
  /** Other parts that differ, in words. */
  other: string[];
}

/** The versions that can be told apart; `draft` is the open draft. */
export interface Choices {
  from: string | null;
  to: string | null;
  versions: string[];
}

interface Props {
  name: string;
  versions: TemplateVersion[];
  difference: Difference | null;
  choices: Choices;
  draft: boolean;
}

/** Published versions with their notes, and what differs between two of them. */
export function TemplateVersions({ name, versions, difference, choices, draft }: Props) {
  return (
    <>
      <section className={styles.section} aria-label="Versions">
        <Heading title="Versions" count={versions.length} />
        {versions.length === 0 ? (
          <p className="gh-dim">Nothing is published yet. Publish the draft to make version 1.0.0.</p>
        ) : (
          <ol className={styles.versions}>
            {versions.map((version) => (
              <li key={version.version} data-shown={version.shown || undefined}>
                <Link to={`?version=${version.version}`} className="gh-num" preventScrollReset>
                  {version.version}
                </Link>
                <span className={styles.note}>{version.note}</span>
                <span className="gh-dim">
                  {version.connections > 0
                    ? `${version.connections} ${version.connections === 1 ? "connection" : "connections"}`
                    : "not in use"}
                </span>
                <span className="gh-dim">
                  {version.by}
                  {version.at ? (
                    <>
                      , <ExactTime at={version.at} />
                    </>
                  ) : null}
                </span>
                <code title={`SHA-256 ${version.sha256}`}>{version.sha256.slice(0, 10)}</code>
                <Link to={`/templates/${name}/export?version=${version.version}`} reloadDocument>
                  Export
                </Link>
              </li>
            ))}
          </ol>
        )}
      </section>
      {versions.length + (draft ? 1 : 0) > 1 ? <DifferenceSection difference={difference} choices={choices} /> : null}
    </>
  );
}

const tones: Record<"added" | "changed" | "removed", Tone> = { added: "good", changed: "work", removed: "off" };
const words = { added: "Added", changed: "Changed", removed: "Removed" };
const labelOf = (version: string) => (version === "draft" ? "The draft" : version);

function DifferenceSection({ difference, choices }: Pick<Props, "difference" | "choices">) {
  const options = choices.versions.map((version) => ({ value: version, label: labelOf(version) }));
  const nothing = difference && difference.rules.length + difference.other.length === 0;
  const counted = difference ? <span className="gh-num gh-dim">{difference.rules.length}</span> : null;
  return (
    <section className={styles.section} aria-label="Difference" id="difference">
      <h2>Difference {counted}</h2>
      <Form method="get" className={styles.line} preventScrollReset action="#difference">
        <FormFields defaultValues={{ from: choices.from ?? "", to: choices.to ?? "" }} scope="difference">
          <SelectField name="from" label="From" options={options} />
          <SelectField name="to" label="To" options={options} />
          <SubmitButton variant="default">Show difference</SubmitButton>
        </FormFields>
      </Form>
      {nothing ? <p className="gh-dim">Every rule is the same.</p> : null}
      {difference && !nothing ? (
        <>
          <DifferenceTable difference={difference} />
          {difference.other.length > 0 ? (
            <p className="gh-dim">Also different: {difference.other.join(", ")}.</p>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function DifferenceTable({ difference }: { difference: Difference }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys too.
    <section className={`${styles.scroll} gh-stack`} tabIndex={0} aria-label="Table of differences">
      <Table className={styles.table ?? ""} verticalSpacing={0} aria-label="Rules that differ">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Rule</Table.Th>
            <Table.Th>In</Table.Th>
            <Table.Th>Change</Table.Th>
            <Table.Th>{difference.from ? labelOf(difference.from) : "Before"}</Table.Th>
            <Table.Th>{difference.to ? labelOf(difference.to) : "After"}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {difference.rules.map((rule) => (
            <Table.Tr key={`${rule.direction} ${rule.name}`}>
              <Table.Td data-name data-lead>
                {rule.name}
              </Table.Td>
              <Table.Td data-label="In">{rule.direction === "orders" ? "Orders" : "Results"}</Table.Td>
              <Table.Td data-label="Change">
                <ToneBadge tone={tones[rule.change]} plain>
                  {words[rule.change]}
                </ToneBadge>
                {rule.fields.length > 0 ? <span className="gh-dim"> {rule.fields.join(", ")}</span> : null}
              </Table.Td>
              <Table.Td data-label="Before">
                <RuleWords rule={rule.before} />
              </Table.Td>
              <Table.Td data-label="After">
                <RuleWords rule={rule.after} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function RuleWords({ rule }: { rule: TemplateRule | null }) {
  if (!rule) return <span className="gh-dim">–</span>;
  const extra = [
    rule.transform,
    rule.default === undefined ? undefined : `if empty ${rule.default}`,
    rule.required ? "required" : undefined,
  ].filter(Boolean);
  return (
    <>
      <span className="gh-mono">
        {rule.from || "–"} → {rule.to}
      </span>
      {extra.length > 0 ? <span className="gh-dim"> {extra.join("; ")}</span> : null}
    </>
  );
}
