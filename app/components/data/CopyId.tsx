import { UnstyledButton } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import styles from "./CopyId.module.css";

/** An id in monospace; a click copies it. */
export function CopyId({ id, label = "Copy" }: { id: string; label?: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <UnstyledButton className={styles.copy ?? ""} onClick={() => clipboard.copy(id)} aria-label={`${label} ${id}`}>
      <span className="gh-mono">{id}</span>
      {clipboard.copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
      <span className="gh-vh" aria-live="polite">
        {clipboard.copied ? "Copied" : ""}
      </span>
    </UnstyledButton>
  );
}
