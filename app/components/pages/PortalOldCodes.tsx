import { ToneIcon } from "../state/ToneIcon";
import { RelativeTime } from "../Time";
import styles from "./portal.module.css";

export interface PortalOldCodesProps {
  rows: {
    code: string;
    replacement: string | null;
    orders: number;
    held: number;
    substituted: number;
    lastAt: string;
  }[];
}

/** Codes the practice still orders although they have ended; nothing where there is none. */
export function PortalOldCodes({ rows }: PortalOldCodesProps) {
  if (rows.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="old-codes">
      <h2 id="old-codes" className={styles.heading}>
        Codes that have ended
      </h2>
      <div className={`${styles.box} ${styles.pad}`}>
        <p>Your EMR has ordered these in the last 30 days. Please have it order the new code; nothing was lost.</p>
        <ul className={styles.plain}>
          {rows.map((row) => (
            <li key={row.code}>
              <ToneIcon tone={row.held > 0 ? "stop" : "warn"} size={15} />{" "}
              <strong className="gh-mono">{row.code}</strong>
              {row.replacement ? (
                <>
                  : order <strong className="gh-mono">{row.replacement}</strong> instead.
                </>
              ) : (
                ": nothing replaces it; ask the lab."
              )}{" "}
              {outcomeOf(row)} Last ordered <RelativeTime at={row.lastAt} />.
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** "3 orders: 2 were held, 1 went on with the new code." */
function outcomeOf({ orders, held, substituted }: PortalOldCodesProps["rows"][number]): string {
  const parts = [
    ...(held > 0 ? [`${held} ${held === 1 ? "was" : "were"} held`] : []),
    ...(substituted > 0 ? [`${substituted} went on with the new code`] : []),
  ];
  return `${orders} ${orders === 1 ? "order" : "orders"}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}.`;
}
