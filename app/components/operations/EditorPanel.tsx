import { ActionIcon } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ExactTime } from "../Time";
import styles from "./editor.module.css";

/** One change of a test or panel, in words. */
export interface HistoryEntry {
  key: string;
  at: string;
  by: string;
  text: string;
}

interface Props {
  title: string;
  /** A few words under the title, such as the code. */
  under?: ReactNode;
  closeHref: string;
  history: HistoryEntry[];
  children: ReactNode;
}

/** The right panel of a list: title, close, a form or facts, and what changed before. */
export function EditorPanel({ title, under, closeHref, history, children }: Props) {
  return (
    <>
      <header className={styles.head}>
        <div>
          <h2 className={styles.title}>{title}</h2>
          {under ? <div className={styles.under}>{under}</div> : null}
        </div>
        <ActionIcon component={Link} to={closeHref} preventScrollReset size={30} aria-label="Close">
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </header>
      <div className={styles.body}>{children}</div>
      {history.length > 0 ? (
        <section className={styles.history} aria-label="History">
          <h3>History</h3>
          <ul>
            {history.map((entry) => (
              <li key={entry.key}>
                {entry.text}
                <span className={styles.when}>
                  {entry.by}, <ExactTime at={entry.at} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
