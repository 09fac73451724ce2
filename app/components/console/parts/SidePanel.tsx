import { ActionIcon } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import styles from "./parts.module.css";

interface HeadProps {
  /** The id or code, in monospace. */
  mark: string;
  aside?: string;
  title: string;
  facts?: ReactNode;
  previousHref?: string;
  nextHref?: string;
  closeHref: string;
}

/** The head of a panel beside a list: id, place in the list, name, state, close. */
export function PanelHead({ mark, aside, title, facts, previousHref, nextHref, closeHref }: HeadProps) {
  return (
    <header className={styles.panelHead}>
      <div className={styles.panelTop}>
        <span className="gh-mono gh-dim">{mark}</span>
        {aside ? <span className={styles.panelAside}>{aside}</span> : null}
        <span className={styles.panelTools} data-screen-only>
          {previousHref ? (
            <ActionIcon component={Link} to={previousHref} preventScrollReset aria-label="Previous">
              <IconChevronUp size={17} />
            </ActionIcon>
          ) : null}
          {nextHref ? (
            <ActionIcon component={Link} to={nextHref} preventScrollReset aria-label="Next">
              <IconChevronDown size={17} />
            </ActionIcon>
          ) : null}
          <ActionIcon component={Link} to={closeHref} preventScrollReset aria-label="Close">
            <IconX size={17} />
          </ActionIcon>
        </span>
      </div>
      <h2 className={styles.panelTitle}>{title}</h2>
      {facts ? <div className={styles.panelFacts}>{facts}</div> : null}
    </header>
  );
}

interface SectionProps {
  title?: string;
  aside?: ReactNode;
  id?: string;
  /** 2 where no panel title stands above. */
  level?: 2 | 3;
  children: ReactNode;
}

/** One part of a panel, under a hairline. */
export function PanelSection({ title, aside, id, level = 3, children }: SectionProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={styles.panelSection} {...(id ? { id } : {})}>
      {title ? (
        <div className={styles.sectionHead}>
          <Heading className={styles.sectionTitle ?? ""}>{title}</Heading>
          {aside ? <span className={styles.sectionAside}>{aside}</span> : null}
        </div>
      ) : null}
      {children}
    </section>
  );
}
