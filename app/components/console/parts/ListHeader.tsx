import type { ComponentProps } from "react";
import { PageHeader } from "../../data/PageHeader";
import styles from "./parts.module.css";

/** A page's name above a list, on the list's own margins. */
export function ListHeader(props: ComponentProps<typeof PageHeader>) {
  return (
    <div className={styles.listHeader}>
      <PageHeader {...props} />
    </div>
  );
}
