import styles from "./tone.module.css";
import type { Tone } from "./tones";

const round = 2 * Math.PI * 6;

/** A small ring filled to `share` (0 to 1), clockwise from the top. */
export function Ring({ tone, share, size = 15 }: { tone: Tone; share: number; size?: number }) {
  const filled = Math.min(1, Math.max(0, share)) * round;
  return (
    <svg className={styles.ring} data-tone={tone} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="3" opacity="0.28" />
      <circle
        cx="8"
        cy="8"
        r="6"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeDasharray={`${filled} ${round}`}
        transform="rotate(-90 8 8)"
      />
    </svg>
  );
}
