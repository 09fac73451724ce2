import { IconHandStop } from "@tabler/icons-react";
import { Elapsed } from "../Time";
import styles from "./BallInCourt.module.css";

interface Props {
  /** Whose turn it is, as the reader would say it: "Engineer", "Cedarline", "The practice". */
  party: string;
  /** True when it is the reader's own turn. */
  mine: boolean;
  since?: string;
  /** `turn` says "Cedarline’s turn", `waiting` says "Waiting for Cedarline", `name` the party only. */
  say?: "turn" | "waiting" | "name";
}

/** Whose turn it is, and since when. */
export function BallInCourt({ party, mine, since, say = "turn" }: Props) {
  const others = say === "turn" ? `${party}’s turn` : say === "waiting" ? `Waiting for ${party}` : party;
  return (
    <span className={styles.ball} data-mine={mine || undefined}>
      <IconHandStop size={16} stroke={1.8} aria-hidden />
      <span className={styles.words}>{mine && say !== "name" ? "Your turn" : others}</span>
      {since ? (
        <span className={styles.since}>
          for <Elapsed from={since} />
        </span>
      ) : null}
    </span>
  );
}
