import { Form, Link } from "@remix-run/react";
import { IconShieldCheck } from "@tabler/icons-react";
import { Callout } from "../data/Callout";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import type { Paging } from "../data/TableFoot";
import { SubmitButton } from "../forms/buttons";
import { ToneBadge } from "../state/StateBadge";
import type { StateWord } from "../state/tones";
import { ExactTime, RelativeTime } from "../Time";
import styles from "./operations.module.css";

export type AuditOutcome = "done" | "refused" | "failed";

/** One entry of the audit trail. */
export interface AuditEvent {
  key: string;
  at: string;
  actor: string;
  action: string;
  objectId: string;
  objectHref?: string | undefined;
  outcome: AuditOutcome;
  reason?: string | undefined;
  chain: string;
  seq: number;
}

export interface AuditPageProps {
  events: AuditEvent[];
  /** Every chain one may choose; "all" is added by the page. */
  chains: { value: string; label: string }[];
  chain: string;
  search: string;
  paging: Paging;
  /** The last one kept outside the database; null where none is. */
  checkpoint: null | { number: number; at: string };
  verdict: null | { ok: boolean; events: number; text: string };
}

const outcomes: Record<AuditOutcome, StateWord> = {
  done: { tone: "good", word: "Done" },
  refused: { tone: "warn", word: "Refused" },
  failed: { tone: "stop", word: "Failed" },
};

const columns: Column<AuditEvent>[] = [
  {
    key: "at",
    head: "When",
    cell: (event) => (
      <span className={styles.nowrap}>
        <ExactTime at={event.at} />
      </span>
    ),
  },
  { key: "actor", head: "Who", cut: 24, cell: (event) => event.actor },
  { key: "action", head: "Action", link: true, cell: (event) => <span className={styles.strong}>{event.action}</span> },
  {
    key: "object",
    head: "On what",
    cut: 24,
    cell: (event) =>
      event.objectHref ? (
        <Link to={event.objectHref} className="gh-link gh-mono">
          {event.objectId}
        </Link>
      ) : (
        <span className="gh-mono">{event.objectId || "–"}</span>
      ),
  },
  {
    key: "outcome",
    head: "Outcome",
    cell: (event) => (
      <ToneBadge tone={outcomes[event.outcome].tone} plain>
        {outcomes[event.outcome].word}
      </ToneBadge>
    ),
  },
  { key: "reason", head: "Reason", cut: 32, cell: (event) => <Words text={event.reason} /> },
  { key: "chain", head: "Chain", cut: 16, cell: (event) => <span className="gh-mono gh-dim">{event.chain}</span> },
  { key: "seq", head: "No.", align: "right", cell: (event) => event.seq.toLocaleString("en-US") },
];

function Words({ text }: { text: string | undefined }) {
  return text ? <span title={text}>{text}</span> : <span className="gh-dim">–</span>;
}

/** Who did what to what, in chains that show if an entry was changed later. */
export function AuditPage({ events, chains, chain, search, paging, checkpoint, verdict }: AuditPageProps) {
  const filtered = search !== "" || chain !== "";
  const options = chains.some((option) => option.value === "")
    ? chains
    : [{ value: "", label: "Every chain" }, ...chains];
  return (
    <div className={styles.page}>
      <PageHeader
        title="Audit trail"
        aside={
          <>
            Each entry seals the one before it;{" "}
            {checkpoint ? (
              <>
                checkpoint {checkpoint.number.toLocaleString("en-US")} signed <RelativeTime at={checkpoint.at} />
              </>
            ) : (
              "no checkpoint is kept outside the database"
            )}
          </>
        }
        actions={
          <Form method="post" preventScrollReset>
            <SubmitButton
              intent="verify"
              variant="default"
              size="sm"
              leftSection={<IconShieldCheck size={15} aria-hidden />}
            >
              Verify every chain
            </SubmitButton>
          </Form>
        }
      />
      {verdict ? (
        <div className={styles.pad}>
          <Callout
            live
            tone={verdict.ok ? "good" : "stop"}
            title={
              verdict.ok
                ? `${verdict.events.toLocaleString("en-US")} entries checked, none changed`
                : "A chain does not hold"
            }
          >
            {verdict.text}
          </Callout>
        </div>
      ) : null}
      <div className={styles.bar}>
        <FilterBar
          search={{ placeholder: "Who, action, object" }}
          filters={[{ name: "chain", label: "Chain", options }]}
        />
      </div>
      <div className={styles.rows}>
        <DataTable
          label="Audit trail"
          columns={columns}
          rows={events}
          rowId={(event) => event.key}
          rowTone={(event) => (event.outcome === "done" ? undefined : outcomes[event.outcome].tone)}
          paging={paging}
          empty={
            filtered ? (
              <EmptyState title="No entry fits" text="Try other words, or look in every chain." />
            ) : (
              <EmptyState title="No entries yet" text="Everything people and the system change is written down here." />
            )
          }
        />
      </div>
    </div>
  );
}
