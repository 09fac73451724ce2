import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import styles from "./change.module.css";

type Comparison = "same" | "different" | "live-only-fails" | "candidate-only-fails" | "both-fail";

/** How one message compared. */
export interface ShadowMark {
  id: string;
  comparison: Comparison;
  at: string;
}

const looks: Record<Comparison, { tone: Tone; word: string }> = {
  same: { tone: "good", word: "Same" },
  different: { tone: "warn", word: "Different" },
  "candidate-only-fails": { tone: "stop", word: "Stops with the change" },
  "live-only-fails": { tone: "work", word: "Goes out with the change" },
  "both-fail": { tone: "off", word: "Stops with both" },
};

interface Props {
  /** Oldest first. */
  marks: ShadowMark[];
  /** All that were compared; the marks are the newest of them. */
  compared: number;
}

/** One bar for each message, the newest at the right; the higher, the more it asks to be looked at. Counts stand below. */
export function ShadowBars({ marks, compared }: Props) {
  const counts = (Object.keys(looks) as Comparison[]).map((key) => ({
    key,
    ...looks[key],
    count: marks.filter((mark) => mark.comparison === key).length,
  }));
  const present = counts.filter(({ count }) => count > 0);
  return (
    <div className={styles.shadow}>
      <div
        className={styles.bars}
        role="img"
        aria-label={`${marks.length} messages: ${present.map(({ word, count }) => `${count} ${word.toLowerCase()}`).join(", ")}`}
      >
        {marks.map((mark) => (
          <span key={mark.id} data-tone={looks[mark.comparison].tone} data-look={mark.comparison} />
        ))}
      </div>
      <p className={styles.legend}>
        {present.map(({ key, tone, word, count }) => (
          <span key={key}>
            <ToneIcon tone={tone} size={14} /> <strong className="gh-num">{count}</strong> {word}
          </span>
        ))}
        <span className="gh-dim">
          {compared > marks.length ? `The newest ${marks.length} of ${compared}.` : "Oldest at the left."}
        </span>
      </p>
    </div>
  );
}
