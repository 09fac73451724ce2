import { Link } from "@remix-run/react";
import { ExactTime } from "../Time";
import { type ChangeLine, ChangesTable } from "./ChangesTable";
import styles from "./endpoints.module.css";
import box from "./workspace.module.css";

export interface VersionPageProps {
  version: number;
  /** The version it is held against. */
  against: number;
  note: string;
  by: string;
  at: string;
  /** Whether it is the one in force. */
  current: boolean;
  /** What it has otherwise than that one; in the order of the parts. */
  changes: ChangeLine[];
  backHref: string;
  earlierHref: string | null;
  laterHref: string | null;
}

/** One configuration version: who made it, why, and what it changed. */
export function VersionPage(props: VersionPageProps) {
  const { version, against, note, by, at, current, changes, backHref, earlierHref, laterHref } = props;
  return (
    <section className={box.box}>
      <h2 className={box.boxTitle}>
        Version {version} <span className="gh-dim">{current ? "in force" : `beside version ${against}`}</span>
      </h2>
      <p className={box.pad}>
        {note}
        <span className={styles.who}>
          {by}, <ExactTime at={at} />
        </span>
      </p>
      {changes.length === 0 ? (
        <p className={box.pad}>It has the same settings as version {against}.</p>
      ) : (
        <ChangesTable against={against} version={version} changes={changes} />
      )}
      <p className={styles.around}>
        <Link to={backHref} className="gh-link">
          All versions
        </Link>
        {earlierHref ? (
          <Link to={earlierHref} className="gh-link">
            Version {version - 1}
          </Link>
        ) : null}
        {laterHref ? (
          <Link to={laterHref} className="gh-link">
            Version {version + 1}
          </Link>
        ) : null}
      </p>
    </section>
  );
}
