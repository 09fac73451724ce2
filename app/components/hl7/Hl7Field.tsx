import { Fragment } from "react";
import styles from "./Hl7View.module.css";
import { type Hl7ViewField, type Line, pieces } from "./lines";

interface Props {
  line: Extract<Line, { kind: "segment" }>;
  field: Hl7ViewField;
  cardId: string;
  tabStop: boolean;
  marked: boolean;
  open: boolean;
  onOpen: (element: HTMLElement) => void;
  onClose: () => void;
}

const longText = 60;

/** One field after its separator; an empty one is the separator only. */
export function Hl7Field({ line, field, cardId, tabStop, marked, open, onOpen, onClose }: Props) {
  const separator = (
    <>
      <span className={styles.bar}>|</span>
      <wbr />
    </>
  );
  if (line.segment.id === "MSH" && field.number === 1) return null;
  if (!field.text && !field.masked) return separator;
  const name = field.name ?? "field";
  return (
    <>
      {separator}
      <button
        type="button"
        className={styles.field}
        data-field={`${line.number}.${field.number}`}
        data-masked={field.masked || undefined}
        data-hit={line.hits.has(field.number) || undefined}
        data-on={open || marked || undefined}
        data-long={field.text.length > longText || undefined}
        tabIndex={tabStop ? 0 : -1}
        {...(open ? { "aria-describedby": cardId } : {})}
        onMouseEnter={(event) => onOpen(event.currentTarget)}
        onFocus={(event) => onOpen(event.currentTarget)}
        onBlur={onClose}
      >
        {field.masked ? (
          <span className="gh-vh">{name}, hidden</span>
        ) : (
          <Text text={field.text} plain={line.segment.id === "MSH" && field.number === 2} />
        )}
      </button>
    </>
  );
}

function Text({ text, plain }: { text: string; plain: boolean }) {
  if (plain) return text;
  return pieces(text).map((piece) =>
    piece.separator ? (
      <Fragment key={piece.at}>
        <span className={styles.bar}>{piece.text}</span>
        <wbr />
      </Fragment>
    ) : (
      <span key={piece.at}>{piece.text}</span>
    ),
  );
}
