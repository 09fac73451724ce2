import styles from "./endpoints.module.css";

/** One thing two configuration versions have otherwise; empty text where one of them has nothing. */
export interface ChangeLine {
  part: string;
  what: string;
  before: string;
  after: string;
}

/** What one configuration version has otherwise than another, in the order of the parts. */
export function ChangesTable({
  against,
  version,
  changes,
}: {
  against: number;
  version: number;
  changes: ChangeLine[];
}) {
  return (
    <div className={styles.changes}>
      <table aria-label={`What version ${version} changed`}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Version {against}</th>
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
  );
}
