import styles from "./messages.module.css";

/** Fields that differ between two messages; `other-format`: one is HL7 and the other is JSON. */
export type FieldDifference = { path: string; name: string; before: string; after: string }[] | "other-format";

interface Props {
  /** What the two messages are. */
  heads: [string, string];
  difference: FieldDifference;
}

/** What differs between two messages, field by field. */
export function Difference({ heads: [before, after], difference }: Props) {
  if (difference === "other-format")
    return (
      <p className={styles.note}>
        It came in one format and went out in another, so no field can be held against another. “Sent” shows what went
        out.
      </p>
    );
  if (difference.length === 0) return <p className={styles.note}>No field differs.</p>;
  return (
    <div className={`${styles.scroll} gh-stack`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {difference.map((field) => (
            <tr key={field.path}>
              <td data-lead>
                <span className="gh-mono">{field.path}</span> <span className="gh-dim">{field.name}</span>
              </td>
              <td data-label={before} className={`gh-mono ${styles.before}`}>
                {field.before || "–"}
              </td>
              <td data-label={after} className={`gh-mono ${styles.after}`}>
                {field.after || "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
