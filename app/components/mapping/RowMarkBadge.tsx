import { IconEqual, IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import type { RowMark } from "./row-marks";
import styles from "./tables.module.css";

const looks = {
  inherited: { Icon: IconEqual, word: "Inherited" },
  changed: { Icon: IconPencil, word: "Changed", tone: "work" },
  added: { Icon: IconPlus, word: "Added", tone: "good" },
  removed: { Icon: IconMinus, word: "Removed", tone: "stop" },
};

/** How a row stands to the template's: icon and word; the icon alone where it is narrow. */
export function RowMarkBadge({ mark }: { mark: RowMark | { kind: "removed" } }) {
  const { Icon, word, tone } = { tone: undefined, ...looks[mark.kind] };
  return (
    <span className={styles.rowMark} data-kind={mark.kind} data-tone={tone}>
      <Icon size={13} stroke={2} aria-hidden />
      <span className={styles.markWord}>{word}</span>
    </span>
  );
}
