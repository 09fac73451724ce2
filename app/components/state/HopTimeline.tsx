import { ExactTime } from "../Time";
import { hopWords } from "../time-words";
import styles from "./HopTimeline.module.css";
import { ToneIcon } from "./ToneIcon";
import type { Tone } from "./tones";

/** One stop of a message on its way. */
export interface Hop {
  key: string;
  title: string;
  at: string;
  tone: Tone;
  detail?: string;
  /** Time since the hop before. */
  tookMs?: number;
  /** The way here was long: its line and its share of the bar are amber. */
  slow?: boolean;
  /** It took more than one try: the detail is amber. */
  retried?: boolean;
}

interface Props {
  hops: Hop[];
  /** Where the time went, in one sentence. */
  sentence?: string;
}

/** The path of a message: hops, the time between them, and where the time went. */
export function HopTimeline({ hops, sentence }: Props) {
  const total = hops.reduce((sum, hop) => sum + (hop.tookMs ?? 0), 0);
  return (
    <div>
      <ol className={styles.hops}>
        {hops.map((hop, index) => {
          const next = hops[index + 1];
          return (
            <li key={hop.key} className={styles.hop} data-tone={hop.tone}>
              <span className={styles.title}>
                <ToneIcon tone={hop.tone} size={15} /> {hop.title}
              </span>
              {next?.tookMs === undefined ? null : (
                <span className={styles.took} data-slow={next.slow || undefined}>
                  <span className={styles.ms}>
                    <span className="gh-vh">then </span>
                    {hopWords(next.tookMs)}
                  </span>
                </span>
              )}
              <span className={styles.at}>
                <ExactTime at={hop.at} style="precise" />
              </span>
              {hop.detail ? (
                <span className={styles.detail} data-slow={hop.retried || undefined}>
                  {hop.detail}
                </span>
              ) : null}
            </li>
          );
        })}
      </ol>
      <div className={styles.total}>
        <span>
          Total <strong>{hopWords(total)}</strong>
        </span>
        <svg className={styles.bar} viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
          <Shares hops={hops} total={total} />
        </svg>
        {sentence ? <span>{sentence}</span> : null}
      </div>
    </div>
  );
}

function Shares({ hops, total }: { hops: Hop[]; total: number }) {
  let from = 0;
  return hops.map((hop) => {
    const width = total > 0 ? ((hop.tookMs ?? 0) / total) * 1000 : 0;
    const x = from;
    from += width;
    const fill = hop.slow ? "var(--gh-warn-solid)" : width < 15 ? "var(--gh-good-solid)" : "var(--gh-work-solid)";
    return <rect key={hop.key} x={x} width={Math.max(0, width - 2)} height="6" fill={fill} />;
  });
}
