import { AttachmentList } from "../attachments/AttachmentList";
import type { Attachment } from "../attachments/types";
import { type Fact, KeyValue } from "../data/KeyValue";
import styles from "./workspace.module.css";

export interface SaidCardProps {
  facts: Fact[];
  attachments: Attachment[];
}

/** What the practice said in its request that whoever connects its server wants to know. */
export function SaidCard({ facts, attachments }: SaidCardProps) {
  return (
    <section className={styles.box} aria-label="From the request">
      <h2 className={styles.boxTitle}>
        From the request <span className="gh-dim">nobody has to be asked again</span>
      </h2>
      <div className={`${styles.pad} ${styles.stack}`}>
        <KeyValue facts={facts} labels="wide" />
        <AttachmentList attachments={attachments} withOrigin />
      </div>
    </section>
  );
}
