import { useEffect, useState } from "react";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./rules.module.css";
import type { TemplateBody } from "./types";
import type { UnreadText } from "./use-mapping";

interface Props {
  body: TemplateBody;
  /** What was typed here and is no template yet. */
  unread: UnreadText | null;
  onUnread: (text: UnreadText | null) => void;
  onChange: (body: TemplateBody) => void;
}

const print = (body: TemplateBody) => JSON.stringify(body, null, 2);

/** The text as a template, or what keeps it from being one. Whether the template is right is for the server to say. */
function readBody(text: string): TemplateBody | string {
  try {
    const value: unknown = JSON.parse(text);
    const body = value as Partial<TemplateBody> | null;
    if (typeof body !== "object" || body === null || !Array.isArray(body.samples) || typeof body.name !== "string") {
      return "A template is an object with at least a name and a list of samples.";
    }
    return body as TemplateBody;
  } catch (error) {
    const place = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : "");
    return place ? `This is not JSON yet; look at line ${place[1]}.` : "This is not JSON yet.";
  }
}

/** The whole template as text, for what the form does not cover. Text that is not a template yet changes nothing. */
export function JsonPane({ body, unread, onUnread, onChange }: Props) {
  const [text, setText] = useState(() => unread?.text ?? print(body));
  useEffect(() => {
    setText((now) => {
      const read = readBody(now);
      return unread?.text === now || (typeof read !== "string" && print(read) === print(body)) ? now : print(body);
    });
  }, [body, unread]);
  return (
    <div className={styles.jsonWrap}>
      <textarea
        className={styles.json}
        aria-label="Template as JSON"
        aria-invalid={unread !== null}
        spellCheck={false}
        dir="ltr"
        value={text}
        onChange={(event) => {
          const next = event.currentTarget.value;
          setText(next);
          const read = readBody(next);
          onUnread(typeof read === "string" ? { over: body, text: next, problem: read } : null);
          if (typeof read !== "string") onChange(read);
        }}
      />
      {unread ? (
        <p className={styles.jsonError} role="status">
          <ToneIcon tone="stop" size={13} /> {unread.problem}
        </p>
      ) : null}
    </div>
  );
}
