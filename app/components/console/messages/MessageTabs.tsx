import { IconArrowRight } from "@tabler/icons-react";
import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { ContractView } from "../../hl7/ContractView";
import { Hl7View } from "../../hl7/Hl7View";
import { ToneBadge } from "../../state/StateBadge";
import { ExactTime } from "../../Time";
import styles from "./messages.module.css";
import type { ChangedField, MessagePageProps } from "./types";

/** The message as it came beside the contract record made of it. */
export function ContractTab({ received, contract, unreadable, problem }: MessagePageProps) {
  const marked = problem?.path ?? undefined;
  return (
    <div className={styles.split} data-single={contract ? undefined : true}>
      {unreadable === undefined ? (
        <Hl7View {...received} {...(marked ? { marked } : {})} />
      ) : (
        <section aria-label="As received">
          <pre className={styles.raw}>{unreadable}</pre>
        </section>
      )}
      {contract ? (
        <ContractView
          title={contract.title}
          version={contract.version}
          value={contract.value}
          {...(contract.marked ? { marked: contract.marked } : {})}
          verdict={
            <ToneBadge tone={contract.valid ? "good" : "stop"} plain>
              {contract.verdict}
            </ToneBadge>
          }
        />
      ) : null}
    </div>
  );
}

function Value({ field, side }: { field: ChangedField; side: "before" | "after" }) {
  const value = field[side];
  if (field.masked && value !== null) return <span className={styles.masked}>Patient data, hidden</span>;
  return value === null || value === "" ? (
    <span className="gh-dim">empty</span>
  ) : (
    <span className={`gh-mono ${styles.value}`} data-side={side}>
      {value}
    </span>
  );
}

/** What changed between what came and what went, field by field. */
export function DifferenceTab({ difference, received, sent }: MessagePageProps) {
  if (!difference) {
    return <EmptyState title="Nothing was sent yet" text="The difference stands here once the message was mapped." />;
  }
  const { fields, note } = difference;
  return (
    <div className={styles.difference} data-three={sent ? true : undefined}>
      {sent ? (
        <>
          <Hl7View {...received} />
          <Hl7View {...sent} />
        </>
      ) : null}
      <section aria-labelledby="fields-title">
        <h2 id="fields-title" className={styles.paneHead}>
          {fields.length === 1 ? "1 field changed" : `${fields.length} fields changed`}
        </h2>
        <ul className={styles.fields}>
          {fields.map((field) => (
            <li key={field.path}>
              <p>
                <strong className="gh-mono">{field.path}</strong> <span className="gh-dim">{field.name}</span>
              </p>
              <p className={styles.change}>
                <Value field={field} side="before" />
                <IconArrowRight size={13} role="img" aria-label="became" />
                <Value field={field} side="after" />
              </p>
            </li>
          ))}
        </ul>
        <p className={styles.note}>{note}</p>
      </section>
    </div>
  );
}

/** The message as it went out. */
export function SentTab({ sent, problem }: MessagePageProps) {
  if (sent) return <Hl7View {...sent} />;
  return (
    <EmptyState
      title="Nothing was sent yet"
      text={problem ? "The message stopped before it was sent; what to do stands above." : "It is still on its way."}
    />
  );
}

type Event = MessagePageProps["audit"][number];

const columns: Column<Event>[] = [
  { key: "at", head: "When", cell: (row) => <ExactTime at={row.at} /> },
  { key: "actor", head: "Who", cell: (row) => row.actor, cut: 24 },
  { key: "action", head: "What", cell: (row) => row.action },
  { key: "outcome", head: "Outcome", cell: (row) => <span className="gh-dim">{row.outcome}</span> },
  { key: "reason", head: "Reason", cell: (row) => row.reason ?? "–", cut: 48 },
];

/** Who did what to it, and who looked. */
export function AuditTab({ audit }: MessagePageProps) {
  return (
    <DataTable
      label="Audit events of this message"
      columns={columns}
      rows={audit}
      rowId={(row) => row.key}
      empty={
        <EmptyState
          title="No events yet"
          text="Every hop, every decision and every look at patient data is recorded."
        />
      }
    />
  );
}
