import type { ReactNode } from "react";
import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import styles from "./notes.module.css";

interface Props {
  tone: Tone | "brand";
  /** What happened. */
  title: string;
  /** What is safe, what to do. */
  children?: ReactNode;
  action?: ReactNode;
  /** Announce it when it appears. */
  live?: boolean;
}

/** What happened, what is safe, what to do. */
export function Callout({ tone, title, children, action, live = false }: Props) {
  return (
    <div className={styles.callout} data-tone={tone} {...(live ? { role: "status" } : {})}>
      {tone === "brand" ? null : <ToneIcon tone={tone} size={16} />}
      <div className={styles.words}>
        <strong className={styles.title}>{title}</strong>
        {children ? <div>{children}</div> : null}
      </div>
      {action ? <div className={styles.action}>{action}</div> : null}
    </div>
  );
}
