import { Link } from "@remix-run/react";
import type { CSSProperties } from "react";
import { RelativeTime } from "../../Time";
import styles from "./LifeLine.module.css";
import type { LifePoint, MessagePageProps } from "./types";

const width = 1000;
const edge = 40;
const rails = { emr: 14, lab: 52 };
const slope = 26;

/** Places evenly, so that seconds and days both stay readable. */
function place(index: number, count: number): number {
  return count < 2 ? edge : edge + (index / (count - 1)) * (width - 2 * edge);
}

function Leg({ point, x }: { point: LifePoint; x: number }) {
  const to = point.from === "emr" ? "lab" : "emr";
  return (
    <g className={styles.leg} data-current={point.current || undefined}>
      <line x1={x} y1={rails[point.from]} x2={x + slope} y2={rails[to]} vectorEffect="non-scaling-stroke" />
    </g>
  );
}

/** The order's messages on two rails, EMR and lab; the list below says the same in words. */
export function LifeLine({ lifeLine }: { lifeLine: NonNullable<MessagePageProps["lifeLine"]> }) {
  const { points, title } = lifeLine;
  const at = points.findIndex((point) => point.current);
  return (
    <section className={styles.life} aria-labelledby="life-title">
      <div className={styles.head}>
        <h2 id="life-title">{title}</h2>
        <span>{at < 0 ? `${points.length} messages` : `${points.length} messages, this is number ${at + 1}`}</span>
      </div>
      <div className={styles.frame} aria-hidden="true">
        <span className={styles.rail} data-rail="emr">
          EMR
        </span>
        <span className={styles.rail} data-rail="lab">
          Lab
        </span>
        <svg viewBox={`0 0 ${width} 66`} preserveAspectRatio="none" className={styles.lines}>
          <line x1="0" x2={width} y1={rails.emr} y2={rails.emr} vectorEffect="non-scaling-stroke" />
          <line x1="0" x2={width} y1={rails.lab} y2={rails.lab} vectorEffect="non-scaling-stroke" />
          {points.map((point, index) => (
            <Leg key={`${point.at} ${point.label}`} point={point} x={place(index, points.length)} />
          ))}
        </svg>
        {points.map((point, index) => {
          const x = place(index, points.length);
          const dot = (from: number) => ({ "--x": `${from / 10}%` }) as CSSProperties;
          const to = point.from === "emr" ? "lab" : "emr";
          return (
            <span key={`${point.at} ${point.label}`} data-current={point.current || undefined}>
              <span className={styles.dot} data-rail={point.from} style={dot(x)} />
              <span className={styles.dot} data-rail={to} style={dot(x + slope)} />
            </span>
          );
        })}
      </div>
      <ol className={styles.points} style={{ "--count": points.length } as CSSProperties}>
        {points.map((point) => (
          <li key={`${point.at} ${point.label}`} data-current={point.current || undefined}>
            <span className="gh-vh">{point.from === "emr" ? "From the EMR: " : "From the lab: "}</span>
            {point.href && !point.current ? (
              <Link to={point.href} className="gh-link">
                {point.label}
              </Link>
            ) : (
              <strong>{point.label}</strong>
            )}{" "}
            <RelativeTime at={point.at} />
          </li>
        ))}
      </ol>
    </section>
  );
}
