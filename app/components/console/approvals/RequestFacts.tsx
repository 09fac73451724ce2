import { IconCheck } from "@tabler/icons-react";
import { type Fact, KeyValue } from "../../data/KeyValue";
import { ExactTime } from "../../Time";
import styles from "./approvals.module.css";
import type { ApprovalPanelProps } from "./types";

const count = (value: number) => value.toLocaleString("en-US");

function wants({ mode, ordersPerMonth, resultsPerMonth }: ApprovalPanelProps): string {
  const what = mode === "bidirectional" ? "Orders and results" : "Results only";
  if (mode === "bidirectional" && ordersPerMonth) return `${what}, ${count(ordersPerMonth)} orders a month`;
  return resultsPerMonth ? `${what}, ${count(resultsPerMonth)} a month` : what;
}

function Codes({ codes }: { codes: { code: string; name: string }[] }) {
  return (
    <>
      {codes.map((each, index) => (
        <span key={each.code} title={each.name}>
          {index > 0 ? ", " : ""}
          <span className="gh-mono">{each.code}</span>
          <span className="gh-vh"> {each.name}</span>
        </span>
      ))}
    </>
  );
}

/** What the practice asked for and who they are. */
export function RequestFacts(props: ApprovalPanelProps) {
  const { emr, address, contacts, testsOfInterest, panelsOfInterest } = props;
  const sites = address.sites === 1 ? "1 site" : `${address.sites} sites`;
  const live = emr.livePractices === 1 ? "1 practice" : `${emr.livePractices} practices`;
  const more: Fact[] = [
    ...contacts.map((contact) => ({
      label: contact.kind,
      value: (
        <>
          {contact.name}{" "}
          {contact.email ? (
            <a className="gh-link" href={`mailto:${contact.email}`}>
              {contact.email}
            </a>
          ) : null}{" "}
          {contact.phone ? <span className="gh-dim gh-num">{contact.phone}</span> : null}
        </>
      ),
    })),
    ...(props.resultsPerMonth ? [{ label: "Results", value: `${count(props.resultsPerMonth)} a month` }] : []),
    ...(address.specialty ? [{ label: "Specialty", value: address.specialty }] : []),
    ...(address.timeZone ? [{ label: "Time zone", value: address.timeZone.replaceAll("_", " ") }] : []),
    ...(props.submittedAt ? [{ label: "Submitted", value: <ExactTime at={props.submittedAt} /> }] : []),
  ];
  const facts: Fact[] = [
    {
      label: "EMR system",
      value: (
        <>
          <strong>{emr.name}</strong> <span className="gh-dim">· {live} live on it</span>
        </>
      ),
    },
    { label: "Wants", value: wants(props) },
    { label: "Can do", value: [props.canDo, props.sftpHost].filter(Boolean).join(", ") },
    {
      label: "Practice",
      value: (
        <>
          {[address.city, sites].filter(Boolean).join(" · ")} · NPI <span className="gh-mono">{address.npi}</span>{" "}
          {address.npiValid ? (
            <IconCheck size={14} className={styles.ok} role="img" aria-label="valid" />
          ) : (
            <span className={styles.bad}>not a valid NPI</span>
          )}
        </>
      ),
    },
    ...(props.targetDate
      ? [{ label: "Wants it by", value: <ExactTime at={`${props.targetDate.slice(0, 10)}T12:00:00Z`} style="date" /> }]
      : []),
    ...(testsOfInterest.length ? [{ label: "Tests", value: <Codes codes={testsOfInterest} /> }] : []),
    ...(panelsOfInterest.length
      ? [{ label: "Panels", value: panelsOfInterest.map((panel) => panel.name).join(", ") }]
      : []),
    { label: "Signer", value: props.signer },
    ...(props.notes ? [{ label: "Notes", value: props.notes }] : []),
  ];
  return (
    <>
      <KeyValue facts={facts} />
      <details className={styles.more}>
        <summary>Contacts and more</summary>
        <KeyValue facts={more} />
      </details>
    </>
  );
}
