import { useEffect, useRef } from "react";
import { ToneIcon } from "../state/ToneIcon";
import { fieldId } from "./context";
import styles from "./forms.module.css";

interface Props {
  errors: Record<string, string>;
  /** What stays true although something is missing, such as "Your entries are kept." */
  unharmed?: string;
  /** The scope of the form's FormFields. */
  scope?: string;
  /** What brings the focus here when it changes; otherwise the errors themselves. */
  occasion?: unknown;
}

/** All errors of a form on top, each a link to its field; the focus goes here when they appear. */
export function FieldErrors({ errors, unharmed = "Your entries are kept.", scope = "", occasion }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const list = Object.entries(errors);
  const cause = occasion ?? errors;
  useEffect(() => {
    // The box is there only when something is wrong.
    if (cause) box.current?.focus();
  }, [cause]);
  if (list.length === 0) return null;
  const title = list.length === 1 ? "One entry needs another look." : `${list.length} entries need another look.`;
  return (
    <div className={styles.errors} role="alert" tabIndex={-1} ref={box} data-tone="stop">
      <p className={styles.errorsTitle}>
        <ToneIcon tone="stop" size={16} /> {title} <span>{unharmed}</span>
      </p>
      <ul>
        {list.map(([name, message]) => (
          <li key={name}>
            <a href={`#${fieldId(name, scope)}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
