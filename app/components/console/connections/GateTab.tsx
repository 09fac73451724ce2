import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { EmptyState } from "../../data/EmptyState";
import { BallInCourt } from "../../state/BallInCourt";
import { EvidenceCard, EvidenceList } from "../../state/EvidenceCard";
import type { LampState } from "../../state/GateLamps";
import { ExactTime, RelativeTime } from "../../Time";
import styles from "./connections.module.css";
import type { GateCard, GateTabProps } from "./types";

export type { GateCard, GateTabProps } from "./types";

const order: LampState[] = ["red", "stale", "waiting", "running", "not-yet"];

function Links({ links }: { links: { label: string; href: string }[] }) {
  return links.map((link) => (
    <Link key={link.href} className="gh-link" to={link.href}>
      {link.label}
    </Link>
  ));
}

function Evidence({ card }: { card: GateCard }) {
  const { evidence } = card;
  if (!evidence) return null;
  return (
    <div className={styles.evidence}>
      {evidence.details.length > 0 ? (
        <ul>
          {evidence.details.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
      <p className={styles.proof}>
        <span className="gh-dim">
          {evidence.by}, <ExactTime at={evidence.at} />, configuration {evidence.version}
        </span>
        <Links links={evidence.links} />
      </p>
    </div>
  );
}

/** The gate item by item: what is wrong first, what to do and whose turn it is; then everything green. */
export function GateTab({ cards }: GateTabProps) {
  const open = order.flatMap((state) => cards.filter((card) => card.state === state));
  const green = cards.filter((card) => card.state === "green");
  const firstOpen = open[0]?.item;
  if (cards.length === 0) {
    return <EmptyState title="No gate yet" text="Choose a template first; the gate is computed from then on." />;
  }
  return (
    <div className={styles.stack}>
      {open.map((card) => (
        <EvidenceCard
          key={card.item}
          id={`evidence-${card.item}`}
          state={card.state}
          title={card.label}
          lead={card.reason}
          note={
            card.next || card.turn ? (
              <span className={styles.next}>
                {card.next}
                {card.turn ? (
                  <BallInCourt
                    party={card.turn.party}
                    mine={card.turn.mine}
                    {...(card.turn.since ? { since: card.turn.since } : {})}
                  />
                ) : null}
              </span>
            ) : undefined
          }
          {...(card.action
            ? {
                action: (
                  <Button
                    component={Link}
                    to={card.action.href}
                    preventScrollReset
                    variant={card.item === firstOpen ? "light" : "default"}
                  >
                    {card.action.label}
                  </Button>
                ),
              }
            : {})}
        >
          <Evidence card={card} />
        </EvidenceCard>
      ))}
      {green.length > 0 ? (
        <EvidenceList
          title="Green on evidence"
          aside={`${green.length} of ${cards.length}`}
          rows={green.map((card) => ({
            key: card.item,
            title: card.label,
            lead: card.evidence?.details[0] ?? card.reason,
            proof: card.evidence ? (
              <>
                <Links links={card.evidence.links} />
                <span className="gh-dim">
                  <RelativeTime at={card.evidence.at} />
                </span>
              </>
            ) : undefined,
          }))}
        />
      ) : null}
    </div>
  );
}
