import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { Matrix } from "../console/approvals/Matrix";
import type { MatrixProps } from "../console/approvals/types";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { Panes } from "../shell/Panes";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import type { HistoryEntry } from "./EditorPanel";
import type { EmrProfile } from "./EmrCataloguePage";
import { EmrEntryForm, type EntryForm } from "./EmrEntryForm";
import styles from "./emr.module.css";
import { ScoresForm } from "./ScoresForm";
import type { Edit } from "./use-edit";

/** A score somebody entered. */
export interface GivenScore {
  score: number;
  note: string;
  source: string;
  at: string;
  /** Null of a score that came with the product or its demo. */
  by: string | null;
}

export interface CriterionRow {
  id: string;
  name: string;
  meaning: string;
  weight: number;
  usual: { sftp: number; rest: number };
  given: { sftp: GivenScore | null; rest: GivenScore | null };
}

export interface EmrSystemPageProps {
  id: string;
  title: string;
  vendor: string;
  note: string;
  profile: EmrProfile;
  template: string;
  retiredAt: string | null;
  changed: { at: string; by: string | null };
  matrix: MatrixProps;
  criteria: CriterionRow[];
  canManage: boolean;
  /** What the side panel changes. */
  open:
    | ({ kind: "entry" } & EntryForm)
    | { kind: "scores"; transport: "sftp" | "rest"; values: Record<string, string> }
    | null;
  history: HistoryEntry[];
}

const abilityWords = { yes: "Yes", no: "No", ask: "Ask the vendor" };
const hostingWords = { vendor: "At the vendor", practice: "At the practice", either: "At the vendor or the practice" };
const transports = [
  { key: "sftp", label: "HL7 over SFTP" },
  { key: "rest", label: "REST API" },
] as const;

/** One EMR system: what it can do, its decision matrix with the reasons, and what the lab has seen of it. */
export function EmrSystemPage(props: EmrSystemPageProps & { edit: Edit }) {
  const { id, title, vendor, note, profile, template, retiredAt, changed, matrix, criteria, canManage, open } = props;
  const here = `/admin/emr-systems/${id}`;
  return (
    <Panes
      side={open ? <Editor key={editorKey(open)} {...props} open={open} here={here} /> : null}
      sideLabel="Change"
      title={title}
    >
      <div className={styles.page}>
        <PageHeader
          title={title}
          aside={vendor}
          facts={retiredAt ? <ToneBadge tone="off">Retired</ToneBadge> : null}
          actions={
            canManage ? (
              <Button component={Link} to={`${here}?edit=entry`} variant="default" size="xs" preventScrollReset>
                Change entry
              </Button>
            ) : null
          }
        />
        <div className={styles.columns}>
          <section aria-labelledby="matrix">
            <h2 id="matrix">Decision matrix</h2>
            <Matrix matrix={matrix} />
          </section>
          <section aria-labelledby="entry">
            <h2 id="entry">What it can do</h2>
            <KeyValue
              facts={[
                { label: "SFTP", value: abilityWords[profile.sftp] },
                { label: "REST", value: abilityWords[profile.rest] },
                { label: "FHIR", value: abilityWords[profile.fhir] },
                { label: "Runs", value: hostingWords[profile.hosting] },
                { label: "Starts with", value: template },
                { label: "Note", value: note },
                {
                  label: "Changed",
                  value: (
                    <>
                      <ExactTime at={changed.at} />
                      {changed.by ? `, ${changed.by}` : null}
                    </>
                  ),
                },
                ...(retiredAt ? [{ label: "Retired", value: <ExactTime at={retiredAt} /> }] : []),
              ]}
            />
          </section>
        </div>
        {transports.map(({ key, label }) => (
          <section key={key} aria-labelledby={`scores-${key}`}>
            <div className={styles.head}>
              <h2 id={`scores-${key}`}>{label}: why these scores</h2>
              {canManage ? (
                <Button component={Link} to={`${here}?edit=${key}`} variant="default" size="xs" preventScrollReset>
                  {`Score ${key.toUpperCase()}`}
                </Button>
              ) : null}
            </div>
            <dl className={styles.reasons}>
              {criteria.map((criterion) => (
                <Reason key={criterion.id} criterion={criterion} transport={key} />
              ))}
            </dl>
          </section>
        ))}
        {props.history.length > 0 ? (
          <section aria-labelledby="history">
            <h2 id="history">History</h2>
            <ul className={styles.history}>
              {props.history.map((entry) => (
                <li key={entry.key}>
                  {entry.text}{" "}
                  <span className="gh-dim">
                    {entry.by}, <ExactTime at={entry.at} />
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </Panes>
  );
}

type Open = NonNullable<EmrSystemPageProps["open"]>;
const editorKey = (open: Open) => (open.kind === "entry" ? "entry" : open.transport);

function Editor({ open, here, title, criteria, edit }: EmrSystemPageProps & { open: Open; here: string; edit: Edit }) {
  if (open.kind === "entry") return <EmrEntryForm title={title} closeHref={here} entry={open} edit={edit} />;
  return <ScoresForm {...open} criteria={criteria} closeHref={here} edit={edit} />;
}

function Reason({ criterion, transport }: { criterion: CriterionRow; transport: "sftp" | "rest" }) {
  const given = criterion.given[transport];
  return (
    <div>
      <dt>{criterion.name}</dt>
      <dd>
        <strong className="gh-num">{given?.score ?? criterion.usual[transport]}</strong>{" "}
        {given ? (
          <>
            {given.note} <Source source={given.source} />
            <span className="gh-dim">
              {given.by ? `${given.by}, ` : null}
              <ExactTime at={given.at} style="date" />
            </span>
          </>
        ) : (
          <span className="gh-dim">the usual score; nobody has rated it</span>
        )}
      </dd>
    </div>
  );
}

function Source({ source }: { source: string }) {
  if (source === "") return null;
  if (!/^https?:\/\//i.test(source)) return <span>({source}) </span>;
  return (
    <>
      <a className="gh-link" href={source} rel="noreferrer" target="_blank">
        source
      </a>{" "}
    </>
  );
}
