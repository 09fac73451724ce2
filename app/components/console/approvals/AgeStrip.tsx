import { Link } from "@remix-run/react";
import type { CSSProperties } from "react";
import { businessWords } from "../../state/SlaClock";
import styles from "./AgeStrip.module.css";
import type { AgeDot } from "./types";

const warnShare = 0.75;
const beyond = 1.12;

const at = (share: number) => ({ "--x": `${(Math.min(share, beyond) / beyond) * 100}%` }) as CSSProperties;

function toneOf({ share, warned }: AgeDot): "work" | "warn" | "stop" {
  if (share > 1) return "stop";
  return warned ? "warn" : "work";
}

/** The age of every waiting request on one axis, from just submitted to past its own target. */
export function AgeStrip({ ages }: { ages: AgeDot[] }) {
  return (
    <div className={styles.strip} data-screen-only>
      <ul className={styles.axis} aria-label="Age of each waiting request">
        {ages.map((dot) => {
          const words = `${dot.practice}, ${businessWords(dot.ageMinutes)} old`;
          return (
            <li key={dot.id} style={at(dot.share)} data-tone={toneOf(dot)} data-selected={dot.selected || undefined}>
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
        <span style={at(1)}>Target</span>
      </div>
    </div>
  );
}
