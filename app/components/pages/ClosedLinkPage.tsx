import { Logo } from "../shell/Logo";
import styles from "./specification.module.css";

/** What a share link shows when it does not open; the same words whatever the cause. */
export function ClosedLinkPage() {
  return (
    <main className={styles.closed}>
      <Logo size={28} />
      <h1>This link does not open anything</h1>
      <p>It may have ended, or a letter of it is missing. Ask the laboratory that gave it to you for a new one.</p>
    </main>
  );
}
