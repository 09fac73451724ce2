import { ExactTime } from "../Time";
import { Ring } from "./Ring";
import styles from "./SlaClock.module.css";
import { ToneIcon } from "./ToneIcon";
import type { Tone } from "./tones";

/** How an answer stands against its promised time, computed by the server in business hours. */
export interface Sla {
  /** Business minutes left; below zero the time is over. */
  minutesLeft: number;
  /** The whole promise in business minutes. */
  targetMinutes: number;
  dueAt: string;
  /** The policy's warning time has come. */
  warned: boolean;
  paused: boolean;
}

interface Props {
  sla: Sla;
  /** Also write when it is due. */
  withDue?: boolean;
}

/** "3 h 20 min" of business time. */
export function businessWords(minutes: number): string {
  const whole = Math.abs(Math.round(minutes));
  return `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, "0")} min`;
}

function toneOf(sla: Sla): Tone {
  if (sla.paused) return "off";
  if (sla.minutesLeft < 0) return "stop";
  return sla.warned ? "warn" : "work";
}

/** Business time left until the promised answer: blue, amber from the policy's warning on, red when over, grey when paused. */
export function SlaClock({ sla, withDue = false }: Props) {
  const tone = toneOf(sla);
  const words = sla.paused ? "Paused" : `${businessWords(sla.minutesLeft)}${sla.minutesLeft < 0 ? " over" : ""}`;
  return (
    <span className={styles.clock} data-tone={tone}>
      {tone === "off" || tone === "stop" ? (
        <ToneIcon tone={tone} size={15} />
      ) : (
        <Ring tone={tone} share={1 - sla.minutesLeft / Math.max(1, sla.targetMinutes)} />
      )}
      <span className={styles.words}>
        {words}
        <span className="gh-vh">{sla.minutesLeft >= 0 && !sla.paused ? " of business time left" : ""}</span>
      </span>
      {withDue && !sla.paused ? (
        <span className={styles.due}>
          due <ExactTime at={sla.dueAt} />
        </span>
      ) : null}
    </span>
  );
}
