import { Button } from "@mantine/core";
import { useNavigation } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { AttachmentList } from "./AttachmentList";
import styles from "./attachments.module.css";
import { FilesField } from "./FilesField";
import type { Attachment, UploadRules } from "./types";

interface Props {
  attachments: Attachment[];
  rules: UploadRules;
}

/**
 * The files of a request inside its form. Choosing some sends them at once, with everything typed so far, as
 * `intent=attach`; without scripts a button does.
 */
export function RequestFiles({ attachments, rules }: Props) {
  const { state, formData } = useNavigation();
  const sending = state !== "idle" && formData?.get("intent") === "attach";
  const names = sending ? formData.getAll("files").flatMap((file) => (file instanceof File ? [file.name] : [])) : [];
  const [scripted, setScripted] = useState(false);
  useEffect(() => setScripted(true), []);
  // By its button, so that the form does what it does at any submit.
  const button = useRef<HTMLButtonElement>(null);
  const send = (field: HTMLInputElement) => field.form?.requestSubmit(button.current);
  return (
    <FilesField
      name="files"
      label="Interface guide from your EMR vendor"
      help="If you do not have it, we ask the vendor for it."
      optional
      rules={rules}
      onChosen={send}
      sent={sending}
    >
      <AttachmentList attachments={attachments} removable />
      {sending ? (
        <div className={styles.sending} role="status">
          <progress aria-label="Uploading" />
          <span>Uploading {names.join(", ")}</span>
        </div>
      ) : null}
      <Button
        ref={button}
        type="submit"
        name="intent"
        value="attach"
        variant="default"
        size="sm"
        className={(scripted ? "gh-vh" : styles.add) ?? ""}
        {...(scripted && { tabIndex: -1, "aria-hidden": true })}
      >
        Add the chosen files
      </Button>
    </FilesField>
  );
}
