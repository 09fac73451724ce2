import { Form, useNavigation } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { FilesField } from "../attachments/FilesField";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { useErrors } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import styles from "./conversation.module.css";
import type { ConversationProps } from "./types";

/** Writes a message to the other side; for the lab's people also a note that stays with them. */
export function PostForm({ canNote, reader, uploadRules, nonce, size }: ConversationProps & { size: "xs" | "md" }) {
  const form = useRef<HTMLFormElement>(null);
  const { state, formData } = useNavigation();
  const errors = useErrors();
  const sending = state !== "idle" && /^(write|note)$/.test(String(formData?.get("intent")));
  const sent = useRef(false);
  // What was sent is in the list now; what was refused stays for another try.
  useEffect(() => {
    if (sending) sent.current = true;
    else if (sent.current) {
      sent.current = false;
      if (!errors.text && !errors.files) form.current?.reset();
    }
  }, [sending, errors]);
  const button = size === "md" ? "md" : "xs";
  return (
    <Form method="post" encType="multipart/form-data" ref={form} className={styles.form} preventScrollReset>
      <FormNonce value={nonce} />
      <TextAreaField name="text" label={`Write to ${reader}`} rows={3} />
      <details className={styles.attach} open={errors.files !== undefined || undefined}>
        <summary>Attach files</summary>
        <FilesField name="files" label="Files" rules={uploadRules} />
      </details>
      <div className={styles.buttons}>
        <SubmitButton intent="write" size={button}>
          Send message
        </SubmitButton>
        {canNote ? (
          <SubmitButton intent="note" size={button} variant="default">
            Keep as internal note
          </SubmitButton>
        ) : null}
      </div>
      {canNote ? (
        <p className={styles.help}>An internal note is for the lab alone; the practice never sees it.</p>
      ) : null}
    </Form>
  );
}
