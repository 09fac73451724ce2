import { Link } from "@remix-run/react";
import { ExactTime } from "../Time";
import styles from "./messages.module.css";

export interface LifeLineStop {
  key: string;
  at: string;
  label: string;
  rail: "emr" | "lab";
  href: string;
  current: boolean;
}

/** An order's life on two rails, EMR and lab: each message leaves one and arrives at the other. */
export function LifeLine({ stops, orderNumber }: { stops: LifeLineStop[]; orderNumber: string | null }) {
  if (!orderNumber || stops.length === 0) return null;
  const x = (i: number) => 90 + (i * 820) / Math.max(1, stops.length - 1 || 1);
  const y = (rail: LifeLineStop["rail"]) => (rail === "emr" ? 18 : 58);
  return (
    <section className={styles.life} aria-label={`Order ${orderNumber} from order to result`}>
      <h2>
        Order <span className="gh-mono">{orderNumber}</span>{" "}
        <span className="gh-dim">{stops.length === 1 ? "one message so far" : `${stops.length} stops`}</span>
      </h2>
      <svg viewBox="0 0 1000 76" preserveAspectRatio="none" aria-hidden="true" className={styles.rails}>
        <line x1="60" x2="980" y1="18" y2="18" />
        <line x1="60" x2="980" y1="58" y2="58" />
        {stops.slice(1).map((stop, i) => {
          const before = stops[i];
          if (!before) return null;
          return (
            <line
              key={stop.key}
              x1={x(i)}
              y1={y(before.rail)}
              x2={x(i + 1)}
              y2={y(stop.rail)}
              className={stop.current ? styles.lit : styles.leg}
            />
          );
        })}
        {stops.map((stop, i) => (
          <circle
            key={stop.key}
            cx={x(i)}
            cy={y(stop.rail)}
            r="5"
            className={stop.current ? styles.litDot : styles.dot}
          />
        ))}
      </svg>
      <ol className={styles.stops}>
        {stops.map((stop) => (
          <li key={stop.key} aria-current={stop.current ? "true" : undefined}>
            <span className="gh-dim">{stop.rail === "emr" ? "EMR" : "Lab"}</span>{" "}
            <Link to={stop.href} className="gh-link">
              {stop.label}
            </Link>{" "}
            <ExactTime at={stop.at} style="time" />
          </li>
        ))}
      </ol>
    </section>
  );
}
