import { Kbd } from "@mantine/core";
import type { CSSProperties } from "react";
import styles from "./Hl7View.module.css";
import type { Hl7ViewField } from "./lines";

/** The field under the pointer or focus, and where its card goes. */
export interface FieldSpot {
  path: string;
  label: string;
  line: number;
  field: Hl7ViewField;
  left: number;
  top: number;
}

/** What a field is: name, type, purpose, value, path. */
export function FieldCard({ id, spot }: { id: string; spot: FieldSpot }) {
  const { field } = spot;
  const place = { "--x": `${spot.left}px`, "--y": `${spot.top}px` } as CSSProperties;
  return (
    <div className={styles.card} id={id} role="tooltip" style={place}>
      <p className={styles.cardHead}>
        <span className="gh-mono">{spot.label}</span> <strong>{field.name ?? "No name in this version"}</strong>
        {field.type ? <span className="gh-dim">{field.type}</span> : null}
      </p>
      {field.about ? <p className={styles.about}>{field.about}</p> : null}
      <dl>
        <dt>Value</dt>
        <dd className={field.masked ? "" : "gh-mono"}>
          {field.masked
            ? "Patient data, hidden"
            : field.text.length > 160
              ? `${field.text.slice(0, 160)}…`
              : field.text}
        </dd>
        {field.meaning ? (
          <>
            <dt>Means</dt>
            <dd>{field.meaning}</dd>
          </>
        ) : null}
        <dt>Path</dt>
        <dd className="gh-mono">{spot.path}</dd>
      </dl>
      <p className={styles.keys}>
        <Kbd size="xs">C</Kbd> copy path
      </p>
    </div>
  );
}
