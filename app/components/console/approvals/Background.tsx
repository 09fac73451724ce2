import { Link } from "@remix-run/react";
import { type Fact, KeyValue } from "../../data/KeyValue";
import { ExactTime } from "../../Time";
import styles from "./approvals.module.css";
import type { ApprovalPanelProps } from "./types";

type Props = ApprovalPanelProps["background"] & { transport: "sftp" | "rest" };

const dayWords = (days: number) => (days < 1 ? "under a day" : `${days.toFixed(1)} days`);
const took = ({ count, medianDays }: Props["sameEmr"]) =>
  medianDays === null
    ? "None went live yet"
    : `Approval to live: ${dayWords(medianDays)}, median of ${count} ${count === 1 ? "connection" : "connections"}`;

/** What happened before: with this practice, and with connections like the one it asks for. */
export function Background({ earlier, sameEmr, sameTransport, latest, transport }: Props) {
  const facts: Fact[] = [
    {
      label: "This practice",
      value:
        earlier.length === 0 ? (
          "Its first request"
        ) : (
          <ul className={styles.earlier}>
            {earlier.map((one) => (
              <li key={one.id}>
                <Link className="gh-link" to={one.href}>
                  {one.emr}
                </Link>
                , {one.outcome} <span className="gh-dim">· asked</span> <ExactTime at={one.at} style="date" />
              </li>
            ))}
          </ul>
        ),
    },
    { label: "On this EMR", value: took(sameEmr) },
    { label: `Over ${transport.toUpperCase()}`, value: took(sameTransport) },
    ...(latest.length > 0
      ? [
          {
            label: "The latest",
            value: (
              <ul className={styles.earlier}>
                {latest.map((one) => (
                  <li key={one.href}>
                    <Link className="gh-link" to={one.href}>
                      {one.practice}
                    </Link>{" "}
                    <span className="gh-dim">
                      {one.about}, {dayWords(one.days)}
                    </span>
                  </li>
                ))}
              </ul>
            ),
          },
        ]
      : []),
  ];
  return <KeyValue facts={facts} />;
}
