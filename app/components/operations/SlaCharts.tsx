import type { AgeBar, WeekPoint } from "./SlaPage";
import styles from "./sla.module.css";

const wide = 560;
const high = 170;
const left = 40;
const base = 140;
const top = 14;

const day = (week: string) =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${week}T00:00:00Z`),
  );
const y = (percent: number) => base - (percent / 100) * (base - top);

/** Attainment by week as a line with its target; weeks without a decision leave a gap. */
export function AttainmentLine({ weeks, target }: { weeks: WeekPoint[]; target: number }) {
  const step = (wide - left - 16) / Math.max(1, weeks.length - 1);
  const points = weeks.map((week, i) => ({ ...week, x: left + i * step }));
  const lines = points.slice(1).flatMap((to, i) => {
    const from = points[i];
    return from && from.attained !== null && to.attained !== null
      ? [{ key: to.week, x1: from.x, y1: y(from.attained), x2: to.x, y2: y(to.attained) }]
      : [];
  });
  return (
    <>
      <svg viewBox={`0 0 ${wide} ${high}`} className={styles.chart} aria-hidden="true">
        {[0, 50, 100].map((percent) => (
          <g key={percent}>
            <line x1={left} x2={wide - 8} y1={y(percent)} y2={y(percent)} className={styles.grid} />
            <text x={left - 6} y={y(percent) + 4} textAnchor="end">
              {percent} %
            </text>
          </g>
        ))}
        <line x1={left} x2={wide - 8} y1={y(target)} y2={y(target)} className={styles.target} />
        {lines.map(({ key, ...line }) => (
          <line key={key} {...line} className={styles.line} />
        ))}
        {points.map((point, i) => (
          <g key={point.week}>
            {point.attained === null ? null : (
              <circle
                cx={point.x}
                cy={y(point.attained)}
                r="4"
                className={styles.dot}
                data-late={point.attained < target || undefined}
              >
                <title>{`Week of ${day(point.week)}: ${point.inTime} of ${point.decided} in time`}</title>
              </circle>
            )}
            {i % 3 === 0 ? (
              <text x={point.x} y={high - 10} textAnchor={i === 0 ? "start" : "middle"}>
                {day(point.week)}
              </text>
            ) : null}
          </g>
        ))}
      </svg>
      <p className={styles.legend}>
        <span className={styles.targetMark} aria-hidden="true" /> Target {target} %
      </p>
      {/* A table is as wide as its cells, whatever its own style says; a box around it is not. */}
      <div className="gh-vh">
        <table>
          <caption>Answered in time, by week; the target is {target} %</caption>
          <thead>
            <tr>
              <th scope="col">Week of</th>
              <th scope="col">Decided</th>
              <th scope="col">In time</th>
              <th scope="col">Attainment</th>
              <th scope="col">Median hours to a decision</th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.week}>
                <th scope="row">{day(week.week)}</th>
                <td>{week.decided}</td>
                <td>{week.inTime}</td>
                <td>{week.attained === null ? "none decided" : `${week.attained} %`}</td>
                <td>{week.medianHours?.toFixed(1) ?? "none"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** How many open requests have used up how much of their time. The numbers are written, so no second table is needed. */
export function AgeBars({ ages }: { ages: AgeBar[] }) {
  const most = Math.max(1, ...ages.map(({ count }) => count));
  return (
    <table className={styles.bars}>
      <caption className="gh-vh">Open requests by the share of their promised time that has run</caption>
      <tbody>
        {ages.map(({ label, tone, count }) => (
          <tr key={label} data-tone={tone}>
            <th scope="row">{label}</th>
            <td>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(count / most) * 100} height="10" rx="1" />
              </svg>
            </td>
            <td className="gh-num">{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
