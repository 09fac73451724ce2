import type { ReactNode } from "react";
import { DemoBadge, Logo } from "../shell/Logo";
import styles from "./SignInPage.module.css";

interface Props {
  title: string;
  lead: string;
  demo: boolean;
  children: ReactNode;
}

/** A page for somebody who is not signed in: one narrow column under the product's name. */
export function DoorPage({ title, lead, demo, children }: Props) {
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <Logo size={24} />
        <span className={styles.brand}>Gatehouse</span>
        {demo ? <DemoBadge /> : null}
      </header>
      <main className={styles.main} data-alone id="main">
        <section className={styles.form} aria-labelledby="door-title">
          <h1 id="door-title" className={styles.title}>
            {title}
          </h1>
          <p className={styles.lead}>{lead}</p>
          {children}
        </section>
      </main>
      <footer className={styles.foot}>Clinical laboratory connections, from request to result</footer>
    </div>
  );
}
