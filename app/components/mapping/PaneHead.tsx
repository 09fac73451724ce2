import type { ReactNode } from "react";
import styles from "./editor.module.css";

interface Props {
  title: string;
  facts?: ReactNode;
  children?: ReactNode;
}

/** The head of a pane: its name, a few words, and its tools at the right. */
export function PaneHead({ title, facts, children }: Props) {
  return (
    <header className={styles.paneHead}>
      <h2>{title}</h2>
      {facts ? <span className={styles.paneFacts}>{facts}</span> : null}
      <span className={styles.tools}>{children}</span>
    </header>
  );
}
