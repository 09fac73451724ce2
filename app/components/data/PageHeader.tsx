import type { ReactNode } from "react";
import styles from "./PageHeader.module.css";

interface Props {
  title: ReactNode;
  /** A few words after the title. */
  aside?: ReactNode;
  /** State, whose turn, since when, and other facts, in one line. */
  facts?: ReactNode;
  /** The primary action last; at most one filled. */
  actions?: ReactNode;
  /** Console titles are 20 px, portal and report titles 26 px. */
  size?: "console" | "portal";
}

/** A page's name, one line that answers state and turn, and its actions. */
export function PageHeader({ title, aside, facts, actions, size = "console" }: Props) {
  return (
    <header className={styles.header} data-size={size}>
      <div className={styles.words}>
        <div className={styles.line}>
          <h1 className={styles.title}>{title}</h1>
          {aside ? <span className={styles.aside}>{aside}</span> : null}
        </div>
        {facts ? <div className={styles.facts}>{facts}</div> : null}
      </div>
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </header>
  );
}
