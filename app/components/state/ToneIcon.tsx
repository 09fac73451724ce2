import {
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconHourglass,
  IconPlayerPauseFilled,
} from "@tabler/icons-react";
import { Ring } from "./Ring";
import styles from "./tone.module.css";
import type { Tone } from "./tones";

const icons = {
  good: IconCircleCheckFilled,
  wait: IconHourglass,
  warn: IconAlertTriangleFilled,
  stop: IconAlertOctagonFilled,
  off: IconPlayerPauseFilled,
};

/** The icon of a meaning, in its colour; always shown beside its word. */
export function ToneIcon({ tone, size = 14 }: { tone: Tone; size?: number }) {
  if (tone === "work") return <Ring tone="work" share={0.66} size={size} />;
  const Icon = icons[tone];
  return <Icon size={size} className={styles.icon} data-tone={tone} aria-hidden />;
}
