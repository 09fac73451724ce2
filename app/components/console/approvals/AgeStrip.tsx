import { Link } from "@remix-run/react";
import type { CSSProperties } from "react";
import { businessWords } from "../../state/SlaClock";
import styles from "./AgeStrip.module.css";
import type { AgeDot } from "./types";

const warnShare = 0.75;
const beyond = 1.12;

const at = (share: number) => ({ "--x": `${(Math.min(share, beyond) / beyond) * 100}%` }) as CSSProperties;

function toneOf(share: number): "work" | "warn" | "stop" {
  if (share > 1) return "stop";
  return share >= warnShare ? "warn" : "work";
}

/** The age of every waiting request on one axis, from just submitted to past the target. */
export function AgeStrip({ ages, targetMinutes }: { ages: AgeDot[]; targetMinutes: number }) {
  return (
    <div className={styles.strip} data-screen-only>
      <ul className={styles.axis} aria-label="Age of each waiting request">
        {ages.map((dot) => {
          const share = dot.ageMinutes / Math.max(1, targetMinutes);
          const words = `${dot.practice}, ${businessWords(dot.ageMinutes)} old`;
          return (
            <li key={dot.id} style={at(share)} data-tone={toneOf(share)} data-selected={dot.selected || undefined}>
              <Link to={dot.href} preventScrollReset title={words} tabIndex={-1}>
                <span className="gh-vh">{words}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      <div className={styles.marks} aria-hidden="true">
        <span>Just submitted</span>
        <span style={at(warnShare)}>75 %</span>
        <span style={at(1)}>{Math.round(targetMinutes / 60)} h target</span>
      </div>
    </div>
  );
}
