import { Button } from "@mantine/core";
import { useNavigation, useSubmit } from "@remix-run/react";
import { useEffect, useState } from "react";
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
  const submit = useSubmit();
  const { state, formData } = useNavigation();
  const sending = state !== "idle" && formData?.get("intent") === "attach";
  const names = sending ? formData.getAll("files").flatMap((file) => (file instanceof File ? [file.name] : [])) : [];
  const [scripted, setScripted] = useState(false);
  useEffect(() => setScripted(true), []);
  const send = (field: HTMLInputElement) => {
    if (!field.form) return;
    const data = new FormData(field.form);
    data.set("intent", "attach");
    submit(data, { method: "post", encType: "multipart/form-data", preventScrollReset: true });
  };
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
      {scripted ? null : (
        <Button type="submit" name="intent" value="attach" variant="default" size="sm" className={styles.add ?? ""}>
          Add the chosen files
        </Button>
      )}
    </FilesField>
  );
}
