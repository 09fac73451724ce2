import { Kbd } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./QueuePanes.module.css";

interface Props {
  children: ReactNode;
  panel?: ReactNode;
  panelLabel: string;
  /** The page's name, for when the panel covers its head. */
  title: string;
  /** At the right of the foot. */
  note?: ReactNode;
  width?: "wide" | "narrow";
}

/** A list that stays in place with a panel at its right; on narrow screens an open panel covers the list. */
export function QueuePanes({ children, panel, panelLabel, title, note, width = "wide" }: Props) {
  return (
    <div className={styles.panes} data-open={panel ? width : undefined}>
      <div className={styles.list}>
        <div className={styles.body}>{children}</div>
        <div className={styles.foot} data-screen-only>
          <span className={styles.keys}>
            <Kbd size="xs">J</Kbd> <Kbd size="xs">K</Kbd> move <Kbd size="xs">↵</Kbd> open
          </span>
          {note ? <span>{note}</span> : null}
        </div>
      </div>
      {panel ? <h1 className={`gh-vh ${styles.covered}`}>{title}</h1> : null}
      {panel ? (
        <section className={styles.panel} aria-label={panelLabel}>
          {panel}
        </section>
      ) : null}
    </div>
  );
}
