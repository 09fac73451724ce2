import { Table } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { SelectField } from "../forms/fields";
import { type ConnectionState, StateBadge, ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import { type RollOutProps, WaveSelect } from "./RollOut";
import { Heading } from "./TemplateRules";
import styles from "./templates.module.css";

/** One connection that runs the template. */
export interface FleetRow {
  id: string;
  practice: string;
  emr: string;
  state: ConnectionState;
  version: string;
  overrides: number;
  href: string;
  /** It runs the newest version. */
  newest: boolean;
  /** Compares what it runs with the newest version or the draft, on its own messages. */
  compareHref: string;
}

/** A connection's newest messages through two versions. */
export interface TemplateComparison {
  connection: string;
  connectionId: string;
  from: string;
  to: string;
  /** Why one of them cannot run. */
  problem: string | null;
  /** Whether values may be shown; patient data is masked in any case. */
  values: boolean;
  rows: {
    id: string;
    title: string;
    at: string;
    differs: boolean;
    /** What becomes of the message before and after, where that differs. */
    stops: string[] | null;
    paths: { path: string; name: string; before?: string; after?: string }[];
    /** Paths beyond those listed. */
    more: number;
  }[];
}

interface Props {
  rows: FleetRow[];
  versions: string[];
  newest: string | null;
  /** What a new roll-out starts with; null while one is under way, or for people who may not plan one. */
  plan: RollOutProps["plan"] | null;
  comparison: TemplateComparison | null;
  errors: Record<string, string>;
}

/** Who runs which version, what another version would change for them, and the plan of a roll-out. */
export function TemplateFleet({ rows, versions, newest, plan, comparison, errors }: Props) {
  const planned = newest === null ? null : plan;
  return (
    <section className={styles.section} aria-label="Connections" id="fleet">
      <Heading title="Connections" count={rows.length} />
      {comparison ? <Comparison comparison={comparison} /> : null}
      {rows.length === 0 ? (
        <p className="gh-dim">No connection runs this template. Choose it on a connection's Configuration page.</p>
      ) : (
        // Another version makes another plan; what was chosen for the one before does not stay.
        <Form key={newest} method="post" action="#fleet" preventScrollReset className={styles.stack}>
          {errors.connection ? <FieldErrors errors={{ connection: errors.connection }} unharmed="" /> : null}
          <FleetTable rows={rows} waves={planned?.waves ?? null} />
          {planned && newest ? (
            <FormFields defaultValues={{ toVersion: newest, watch: "120" }} scope="rollout">
              <div className={styles.line}>
                <SelectField
                  name="toVersion"
                  label="Roll out version"
                  options={versions.map((version) => ({ value: version, label: version }))}
                />
                <SelectField name="watch" label="Watch each wave for" options={planned.watch} />
                <SubmitButton intent="planRollOut" variant="default">
                  Plan the roll-out
                </SubmitButton>
                <span className="gh-dim">Nothing changes before you start its first wave.</span>
              </div>
            </FormFields>
          ) : null}
        </Form>
      )}
    </section>
  );
}

function FleetTable({ rows, waves }: { rows: FleetRow[]; waves: Record<string, number> | null }) {
  const last = Math.max(1, ...Object.values(waves ?? {}));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys too.
    <section className={`${styles.scroll} gh-stack`} tabIndex={0} aria-label="Table of connections">
      <Table className={styles.table ?? ""} verticalSpacing={0} aria-label="Connections that run this template">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Connection</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Version</Table.Th>
            <Table.Th>Overrides</Table.Th>
            <Table.Th>On its messages</Table.Th>
            {waves ? <Table.Th>Roll-out</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td data-name data-lead>
                <Link to={row.href}>{row.practice}</Link> <span className="gh-dim">{row.emr}</span>
              </Table.Td>
              <Table.Td>
                <StateBadge kind="connection" state={row.state} />
              </Table.Td>
              <Table.Td data-label="Version">
                <span className="gh-num">{row.version}</span>
                {row.newest ? null : <span className="gh-dim"> older</span>}
              </Table.Td>
              <Table.Td data-label="Overrides" data-empty={row.overrides === 0 || undefined} className="gh-num">
                {row.overrides === 0 ? <span className="gh-dim">–</span> : row.overrides}
              </Table.Td>
              <Table.Td data-label="On its messages">
                <Link to={row.compareHref} preventScrollReset>
                  Compare
                </Link>
              </Table.Td>
              {waves ? (
                <Table.Td data-label="Roll-out">
                  <WaveSelect id={row.id} label={`${row.practice}, ${row.emr}`} wave={waves[row.id]} last={last} out />
                </Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

const versionWords = (version: string) => (version === "draft" ? "the draft" : version);

function Comparison({ comparison }: { comparison: TemplateComparison }) {
  const { rows, from, to } = comparison;
  const differing = rows.filter((row) => row.differs);
  const title = `${comparison.connection}: ${versionWords(from)} and ${versionWords(to)}`;
  return (
    <div className={styles.box}>
      <h3>{title}</h3>
      {comparison.problem ? (
        <Callout tone="stop" title="One of the two cannot run on this connection">
          {comparison.problem}
        </Callout>
      ) : (
        <p>
          {rows.length === 0
            ? "This connection has no messages to compare on yet."
            : `${differing.length} of the newest ${rows.length} messages would come out otherwise. Nothing was stored or sent.`}
        </p>
      )}
      {differing.length > 0 ? (
        <ul className={styles.compared}>
          {differing.map((row) => (
            <li key={row.id}>
              <div className={styles.comparedHead}>
                <Link to={`/messages/${row.id}`}>{row.title}</Link>
                <span className="gh-dim">
                  <ExactTime at={row.at} />
                </span>
                {row.stops ? <ToneBadge tone="warn" plain>{`${row.stops[0]} → ${row.stops[1]}`}</ToneBadge> : null}
              </div>
              {row.paths.length > 0 ? (
                <dl className={styles.paths}>
                  {row.paths.map((path) => (
                    <div key={path.path}>
                      <dt>
                        <span className="gh-mono">{path.path}</span> <span className="gh-dim">{path.name}</span>
                      </dt>
                      {comparison.values ? (
                        <dd className="gh-mono">
                          {path.before || "empty"} → {path.after || "empty"}
                        </dd>
                      ) : null}
                    </div>
                  ))}
                </dl>
              ) : null}
              {row.more > 0 ? <p className="gh-dim">and {row.more} more fields</p> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
