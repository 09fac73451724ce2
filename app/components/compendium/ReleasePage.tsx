import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import { ChangeCard } from "./ChangeCard";
import styles from "./compendium.module.css";
import type { ItemChange } from "./types";

export interface ReleasePageProps {
  number: number;
  name: string;
  notes: string;
  /** In words. */
  effectiveOn: string;
  inForceAt: string | null;
  publishedAt: string;
  by: string;
  reviewedBy: string | null;
  sha256: string;
  total: number;
  changes: ItemChange[];
}

const formats = [
  ["xlsx", "Excel"],
  ["csv", "CSV"],
  ["json", "JSON"],
  ["mfn", "eDOS (HL7 v2 MFN)"],
] as const;

/** One release: what it changed, who published it and what it is known by. */
export function ReleasePage(props: ReleasePageProps) {
  const { number, name, notes, total, changes } = props;
  return (
    <div className={styles.page}>
      <PageHeader
        title={`Release ${name}`}
        facts={
          <>
            <ToneBadge tone={props.inForceAt ? "good" : "wait"}>
              {props.inForceAt ? "In force" : "Waits for its day"}
            </ToneBadge>
            <span className="gh-dim">{props.effectiveOn}</span>
          </>
        }
        actions={
          <>
            {number > 1 ? (
              <Button
                component={Link}
                to={`/compendium/difference?from=${number - 1}&to=${number}`}
                variant="default"
                size="sm"
              >
                Compare with another
              </Button>
            ) : null}
            <Button component={Link} to="/compendium/releases" variant="default" size="sm">
              All releases
            </Button>
          </>
        }
      />
      <div className={styles.columns}>
        <div className={styles.main}>
          {notes ? <p>{notes}</p> : null}
          <h2>{total === 1 ? "1 change" : `${total.toLocaleString("en-US")} changes`}</h2>
          {changes.map((change) => (
            <ChangeCard key={`${change.kind} ${change.code}`} change={change} />
          ))}
          {total > changes.length ? (
            <p className="gh-dim">and {(total - changes.length).toLocaleString("en-US")} more</p>
          ) : null}
        </div>
        <aside className={styles.aside}>
          <KeyValue
            facts={[
              { label: "Published", value: <ExactTime at={props.publishedAt} /> },
              { label: "By", value: props.by },
              { label: "Reviewed by", value: props.reviewedBy },
              {
                label: "In force",
                value: props.inForceAt ? <ExactTime at={props.inForceAt} /> : `from ${props.effectiveOn}`,
              },
              { label: "SHA-256", value: <span className="gh-mono">{props.sha256}</span> },
            ]}
          />
          <h2>Whole catalogue</h2>
          <ul>
            {formats.map(([format, label]) => (
              <li key={format}>
                <a className="gh-link" href={`/compendium/releases/${number}/file?format=${format}`} download>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </aside>
      </div>
    </div>
  );
}
