import type { ReactNode } from "react";
import styles from "./notes.module.css";

interface Props {
  title: string;
  text: string;
  /** At most one. */
  action?: ReactNode;
}

/** A list with nothing in it: what this is, what to do, one action. */
export function EmptyState({ title, text, action }: Props) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      <p>{text}</p>
      {action ? <div className={styles.emptyAction}>{action}</div> : null}
    </div>
  );
}
