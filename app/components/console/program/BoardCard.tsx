import { Link } from "@remix-run/react";
import { IconFlag } from "@tabler/icons-react";
import { BallInCourt } from "../../state/BallInCourt";
import { GateDots } from "../../state/GateLamps";
import { connectionStates, ToneBadge } from "../../state/StateBadge";
import { ToneIcon } from "../../state/ToneIcon";
import { ExactTime } from "../../Time";
import styles from "./program.module.css";
import type { BoardCard as Card } from "./types";

/** "2026-12-07" is a day, not a moment: noon keeps it the same day in every American zone. */
const asMoment = (date: string) => (date.length === 10 ? `${date}T12:00:00Z` : date);

/** "2.2 d". */
export function daysWords(days: number): string {
  return `${days.toFixed(days < 10 ? 1 : 0)} d`;
}

const dateWords = { target: "target ", forecast: "forecast ", live: "since " };

/** The date with its flag. */
export function CardDate({ card }: { card: Card }) {
  if (!card.date) return null;
  return (
    <span className={styles.date}>
      {card.dateKind === "live" ? null : <IconFlag size={13} stroke={1.8} aria-hidden />}
      <span className="gh-vh">{dateWords[card.dateKind]}</span>
      <ExactTime at={asMoment(card.date)} style="date" />
    </span>
  );
}

/** One launch: name, EMR, why it is late if it is, gate, how long here, whose turn, until when. */
export function BoardCard({ card }: { card: Card }) {
  const live = card.column === "live";
  const late = card.reason && card.reason.tone !== "off" ? card.reason.tone : undefined;
  return (
    <li className={styles.card} data-tone={late}>
      <p className={styles.name}>
        <Link to={card.href} prefetch="intent">
          {card.title}
        </Link>
      </p>
      <p className={styles.emr}>{card.emr}</p>
      {card.reason ? (
        <p className={styles.reason} data-tone={card.reason.tone}>
          <ToneIcon tone={card.reason.tone} size={13} /> <span>{card.reason.text}</span>
        </p>
      ) : null}
      {live && card.state ? (
        <p className={styles.line}>
          <ToneBadge tone={connectionStates[card.state].tone} plain>
            {connectionStates[card.state].word}
          </ToneBadge>
          <CardDate card={card} />
        </p>
      ) : (
        <>
          <p className={styles.line}>
            {card.lamps.length > 0 ? <GateDots lamps={card.lamps} /> : <span />}
            <span className={styles.days} data-tone={late}>
              <strong>{daysWords(card.daysHere)}</strong> here
            </span>
          </p>
          <p className={styles.line}>
            {card.turn ? <BallInCourt party={card.turn.party} mine={card.turn.mine} say="name" /> : <span />}
            <CardDate card={card} />
          </p>
        </>
      )}
    </li>
  );
}
