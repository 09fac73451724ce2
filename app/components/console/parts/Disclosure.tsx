import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./parts.module.css";

interface Props {
  label: string;
  /** Open at the start, such as when the form inside came back with errors. */
  open?: boolean;
  size?: "xs" | "sm";
  /** To open it from elsewhere. */
  id?: string;
  children: ReactNode;
}

/** A button that opens a small form below itself; works without scripts. */
export function Disclosure({ label, open = false, size = "xs", id, children }: Props) {
  return (
    <details className={styles.disclosure} open={open} {...(id ? { id } : {})}>
      <Button component="summary" variant="default" size={size}>
        {label}
      </Button>
      <div className={styles.disclosed}>{children}</div>
    </details>
  );
}
