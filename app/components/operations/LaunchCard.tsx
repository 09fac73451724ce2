import { Link } from "@remix-run/react";
import { IconFlag3 } from "@tabler/icons-react";
import { BallInCourt } from "../state/BallInCourt";
import { type Dot, GateDots } from "../state/GateLamps";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./launch-card.module.css";

/** A connection on its way to live. */
export interface LaunchItem {
  id: string;
  title: string;
  emr: string;
  href: string;
  lamps?: Dot[] | undefined;
  /** How many items are green, where the lamps themselves are not at hand. */
  green?: number | undefined;
  /** How long it has been in its stage, or how long it took to get live: "2.2 d". */
  time: string;
  turn: { party: string; mine: boolean } | null;
  /** When it should be live, "7 Dec". */
  target?: string | undefined;
  reason?: { tone: "warn" | "stop"; text: string } | undefined;
  /** "Live 19 Nov"; the days are then those it took. */
  doneText?: string | undefined;
}

/** The gate of an item: its lamps, or the count alone. */
export function ItemGate({ item }: { item: LaunchItem }) {
  if (item.lamps && item.lamps.length > 0) return <GateDots lamps={item.lamps} />;
  if (item.green === undefined) return null;
  return <span className="gh-num">{item.green} green</span>;
}

/** Why an item is late or blocked. */
export function ItemReason({ reason }: { reason: { tone: "warn" | "stop"; text: string } }) {
  return (
    <p className={styles.reason} data-tone={reason.tone}>
      <ToneIcon tone={reason.tone} size={14} />
      <span>{reason.text}</span>
    </p>
  );
}

/** The day an item should be live. */
export function ItemTarget({ target }: { target: string }) {
  return (
    <span className={styles.target} title="Expected live">
      <IconFlag3 size={13} aria-hidden />
      <span className="gh-vh">Expected live </span>
      {target}
    </span>
  );
}

/** One connection on the board: name, EMR, what holds it, gate, days here, whose turn, expected day. */
export function LaunchCard({ item }: { item: LaunchItem }) {
  return (
    <li className={styles.card} data-tone={item.reason?.tone}>
      <h3>
        <Link to={item.href} prefetch="intent">
          {item.title}
        </Link>
      </h3>
      <p className={styles.emr}>{item.emr}</p>
      {item.reason ? <ItemReason reason={item.reason} /> : null}
      {item.doneText ? (
        <div className={styles.line}>
          <span className={styles.done}>
            <ToneIcon tone="good" size={14} /> {item.doneText}
          </span>
          <span className="gh-num gh-dim">in {item.time}</span>
        </div>
      ) : (
        <>
          <div className={styles.line}>
            <ItemGate item={item} />
            <span className="gh-num">
              <span className={item.reason ? styles.late : undefined}>{item.time}</span>{" "}
              <span className={item.reason ? styles.late : "gh-dim"}>here</span>
            </span>
          </div>
          {item.turn || item.target ? (
            <div className={styles.line}>
              {item.turn ? <BallInCourt party={item.turn.party} mine={item.turn.mine} say="name" /> : <span />}
              {item.target ? <ItemTarget target={item.target} /> : null}
            </div>
          ) : null}
        </>
      )}
    </li>
  );
}
