import type { ReactNode } from "react";
import { Callout } from "./Callout";
import styles from "./FileFindings.module.css";

export interface FileFinding {
  /** Where in the file: "Row 12", "MFE[3]". */
  place: string;
  field: string;
  text: string;
}

interface Props {
  findings: FileFinding[];
  /** Found as well and not listed. */
  more?: number;
  /** What is unharmed, and what to do. */
  children: ReactNode;
}

/** What is wrong in a file that somebody wants to import, by its place. */
export function FileFindings({ findings, more = 0, children }: Props) {
  const count = findings.length + more;
  return (
    <>
      <Callout tone="stop" title={count === 1 ? "One thing is wrong" : `${number(count)} things are wrong`} live>
        {children}
      </Callout>
      <table className={styles.findings}>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Field</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {findings.map(({ place, field, text }) => (
            <tr key={`${place} ${field} ${text}`}>
              <td>{place}</td>
              <td>{field}</td>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? <p className="gh-dim">and {number(more)} more</p> : null}
    </>
  );
}

const number = (value: number) => value.toLocaleString("en-US");
