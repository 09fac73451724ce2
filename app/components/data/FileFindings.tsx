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
  /** `warn`: to be looked at; it holds nothing back. */
  tone?: "stop" | "warn";
  /** What is unharmed, and what to do. */
  children: ReactNode;
}

const words = {
  stop: { one: "One thing is wrong", many: "things are wrong", head: "What is wrong" },
  warn: { one: "One thing to look at", many: "things to look at", head: "What to look at" },
};

/** What is wrong in a file that somebody wants to import, or to be looked at, by its place. */
export function FileFindings({ findings, more = 0, tone = "stop", children }: Props) {
  const count = findings.length + more;
  const { one, many, head } = words[tone];
  return (
    <>
      <Callout tone={tone} title={count === 1 ? one : `${number(count)} ${many}`} live>
        {children}
      </Callout>
      <table className={styles.findings}>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Field</th>
            <th scope="col">{head}</th>
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
