import { FilesField } from "../attachments/FilesField";
import type { UploadRules } from "../attachments/types";
import { fieldId } from "../forms/context";
import { TextField } from "../forms/fields";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./information.module.css";
import type { InfoItem } from "./types";

const isThere = ({ given, missing }: InfoItem) => given !== "" || missing !== "";

function Mark({ item }: { item: InfoItem }) {
  return (
    <>
      <ToneIcon tone={isThere(item) ? "good" : "wait"} size={15} />
      <span className="gh-vh">{isThere(item) ? "Done: " : "To do: "}</span>
    </>
  );
}

/** What is asked, as a list to work off; each item leads to its place in the form. */
export function AskedList({ items, editHref }: { items: InfoItem[]; editHref: string }) {
  return (
    <ul className={styles.todo}>
      {items.map((item) => (
        <li key={item.key}>
          <Mark item={item} />
          <a className="gh-link" href={`${editHref}#${fieldId(placeOf(item))}`}>
            {item.label}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Where an item is given: its field, or the field for its files. */
const placeOf = (item: InfoItem) => (item.document ? `files.${item.key}` : item.key);

/** The same inside the form: a link to each field, a place for each document, and a word for what there is not. */
export function AskedFields({ items, rules }: { items: InfoItem[]; rules: UploadRules }) {
  return (
    <ul className={styles.items}>
      {items.map((item) => (
        <li key={item.key} className={styles.item}>
          <p className={styles.itemHead}>
            <Mark item={item} />
            {item.document ? (
              <strong>{item.label}</strong>
            ) : (
              <a className="gh-link" href={`#${fieldId(item.key)}`}>
                {item.label}
              </a>
            )}
          </p>
          {item.document ? (
            <>
              {item.given ? <p className={styles.given}>Sent: {item.given}</p> : null}
              <FilesField
                name={`files.${item.key}`}
                label={
                  <>
                    Your file<span className="gh-vh">: {item.label}</span>
                  </>
                }
                rules={rules}
              />
            </>
          ) : null}
          <details className={styles.none} open={item.missing !== "" || undefined}>
            <summary>We do not have this</summary>
            <TextField name={`missing.${item.key}`} label={`Why there is none: ${item.label}`} />
          </details>
        </li>
      ))}
    </ul>
  );
}
