import { Link } from "@remix-run/react";
import { ExactTime } from "../Time";
import styles from "./endpoints.module.css";
import box from "./workspace.module.css";

export interface VersionPageProps {
  version: number;
  note: string;
  by: string;
  at: string;
  /** Whether it is the one in force. */
  current: boolean;
  /** What it has otherwise than the version before; in the order of the parts. */
  changes: { part: string; what: string; before: string; after: string }[];
  backHref: string;
  earlierHref: string | null;
  laterHref: string | null;
}

/** One configuration version: who made it, why, and what it changed. */
export function VersionPage(props: VersionPageProps) {
  const { version, note, by, at, current, changes, backHref, earlierHref, laterHref } = props;
  return (
    <section className={box.box}>
      <h2 className={box.boxTitle}>
        Version {version} <span className="gh-dim">{current ? "in force" : `beside version ${version - 1}`}</span>
      </h2>
      <p className={box.pad}>
        {note}
        <span className={styles.who}>
          {by}, <ExactTime at={at} />
        </span>
      </p>
      {changes.length === 0 ? (
        <p className={box.pad}>It has the same settings as version {version - 1}.</p>
      ) : (
        <div className={styles.changes}>
          <table aria-label={`What version ${version} changed`}>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Version {version - 1}</th>
                <th scope="col">Version {version}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map((line) => (
                <tr key={`${line.part} ${line.what}`}>
                  <th scope="row">
                    {line.what}
                    <span className={styles.who}>{line.part}</span>
                  </th>
                  <td>{line.before ? <del>{line.before}</del> : <span className="gh-dim">Nothing</span>}</td>
                  <td>{line.after ? <ins>{line.after}</ins> : <span className="gh-dim">Nothing</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
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
