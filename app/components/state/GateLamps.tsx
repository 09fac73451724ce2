import { Tooltip } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconCircleDashed, IconHandStop } from "@tabler/icons-react";
import styles from "./GateLamps.module.css";
import { ToneIcon } from "./ToneIcon";
import type { Tone } from "./tones";

export type LampState = "green" | "red" | "stale" | "not-yet" | "running" | "waiting";

/** One item of the gate: its name, how it stands, and why. */
export interface Lamp {
  key: string;
  title: string;
  state: LampState;
  reason: string;
  /** Where its evidence is. */
  href?: string;
}

/** Tone and word of each lamp state. */
export const lampWords: Record<LampState, { tone: Tone; word: string }> = {
  green: { tone: "good", word: "Green" },
  red: { tone: "stop", word: "Red" },
  stale: { tone: "warn", word: "Stale" },
  "not-yet": { tone: "off", word: "Not yet" },
  running: { tone: "work", word: "Running" },
  waiting: { tone: "wait", word: "Waiting" },
};

/** The icon of a lamp; "not yet" and "waiting" have shapes of their own. */
export function LampIcon({ state, size = 14 }: { state: LampState; size?: number }) {
  if (state === "not-yet") return <IconCircleDashed className={styles.icon} data-tone="off" size={size} aria-hidden />;
  if (state === "waiting") return <IconHandStop className={styles.icon} data-tone="wait" size={size} aria-hidden />;
  return <ToneIcon tone={lampWords[state].tone} size={size} />;
}

interface Props {
  lamps: Lamp[];
  /** The lamp whose evidence is open below. */
  current?: string;
  /** Whose gate it is, where there is more than one on the page. */
  label?: string;
}

/** The gate as one strip: icon, word, item and reason of each lamp. Only red and stale are filled. */
export function GateLamps({ lamps, current, label = "Go/no-go gate" }: Props) {
  return (
    <ol className={styles.strip} aria-label={label}>
      {lamps.map((lamp) => {
        const { tone, word } = lampWords[lamp.state];
        const inside = (
          <>
            <span className={styles.word}>
              <LampIcon state={lamp.state} /> <span className={styles.wordText}>{word}</span>
            </span>
            <span className={styles.title}>{lamp.title}</span>
            <span className={styles.reason}>{lamp.reason}</span>
          </>
        );
        return (
          <li
            key={lamp.key}
            className={styles.lamp}
            data-tone={tone}
            data-state={lamp.state}
            data-current={lamp.key === current || undefined}
          >
            {lamp.href ? (
              <Link className={styles.inside} to={lamp.href} preventScrollReset>
                {inside}
              </Link>
            ) : (
              <div className={styles.inside}>{inside}</div>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** A lamp of {@link GateDots}. */
export type Dot = Pick<Lamp, "key" | "title" | "state" | "reason">;

/** The gate wherever a connection is named: one shape per item and the count; the reasons on hover, focus or touch. */
export function GateDots({ lamps }: { lamps: Dot[] }) {
  const green = lamps.filter((lamp) => lamp.state === "green").length;
  const told = lamps.map((lamp) => `${lamp.title}: ${lampWords[lamp.state].word.toLowerCase()}, ${lamp.reason}`);
  return (
    <Tooltip
      label={<DotReasons lamps={lamps} />}
      events={{ hover: true, focus: true, touch: true }}
      multiline
      w={300}
      withArrow
      openDelay={200}
    >
      <button
        type="button"
        className={styles.dots}
        aria-label={`Gate: ${green} of ${lamps.length} green. ${told.join(". ")}`}
      >
        <svg width={lamps.length * 13} height="12" viewBox={`0 0 ${lamps.length * 13} 12`} aria-hidden="true">
          {lamps.map((lamp, index) => (
            <LampShape key={lamp.key} state={lamp.state} x={index * 13} />
          ))}
        </svg>
        <span className={styles.count} aria-hidden="true">
          {green}/{lamps.length}
        </span>
      </button>
    </Tooltip>
  );
}

const DotReasons = ({ lamps }: { lamps: Dot[] }) => (
  <span className={styles.reasons}>
    {lamps.map((lamp) => (
      <span key={lamp.key}>
        <b>{lamp.title}</b> {lampWords[lamp.state].word.toLowerCase()}: {lamp.reason}
      </span>
    ))}
  </span>
);

/** Lamp shapes differ as well as their colours: disc, half disc, ring, triangle, square, thin ring. */
function LampShape({ state, x }: { state: LampState; x: number }) {
  const tone = lampWords[state].tone;
  return (
    <g transform={`translate(${x} 0)`} data-tone={tone}>
      {state === "green" ? <circle cx="6" cy="6" r="4.6" fill="var(--tone-solid)" /> : null}
      {state === "red" ? <rect x="1.6" y="1.6" width="8.8" height="8.8" rx="1" fill="var(--tone-solid)" /> : null}
      {state === "stale" ? <path d="M6 1.2 11 10.4H1Z" fill="var(--tone-solid)" /> : null}
      {state === "not-yet" ? <circle cx="6" cy="6" r="4" fill="none" stroke="var(--tone-solid)" /> : null}
      {state === "waiting" ? (
        <circle cx="6" cy="6" r="3.7" fill="none" stroke="var(--tone-solid)" strokeWidth="2" />
      ) : null}
      {state === "running" ? (
        <>
          <circle cx="6" cy="6" r="4" fill="none" stroke="var(--tone-solid)" strokeWidth="1.2" />
          <path d="M6 2a4 4 0 0 0 0 8Z" fill="var(--tone-solid)" />
        </>
      ) : null}
    </g>
  );
}

/** What the shapes mean, for the foot of a board. */
export function GateLegend() {
  const states: LampState[] = ["green", "running", "waiting", "stale", "red", "not-yet"];
  return (
    <ul className={styles.legend}>
      {states.map((state) => (
        <li key={state}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <LampShape state={state} x={0} />
          </svg>
          {lampWords[state].word.toLowerCase()}
        </li>
      ))}
    </ul>
  );
}
