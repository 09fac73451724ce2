import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import styles from "./CopyBlock.module.css";

/** Lines in monospace, such as a command, with a button that copies them. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <div className={styles.block}>
      <pre className="gh-mono">{text}</pre>
      <Button
        variant="default"
        size="xs"
        onClick={() => clipboard.copy(text)}
        leftSection={clipboard.copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      >
        {clipboard.copied ? "Copied" : label}
      </Button>
    </div>
  );
}
