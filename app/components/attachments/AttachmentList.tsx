import { IconFileSpreadsheet, IconFileText, IconFileTypePdf, IconPhoto, IconX } from "@tabler/icons-react";
import { ExactTime } from "../Time";
import styles from "./attachments.module.css";
import type { Attachment } from "./types";

const icons: Record<string, typeof IconFileText> = {
  PDF: IconFileTypePdf,
  PNG: IconPhoto,
  JPG: IconPhoto,
  XLSX: IconFileSpreadsheet,
  CSV: IconFileSpreadsheet,
};

export const sizeWords = (bytes: number): string => {
  if (bytes < 1_024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${Math.round(bytes / 1_024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
};

interface Props {
  attachments: Attachment[];
  /** Who added each, and when. */
  withOrigin?: boolean;
  /** Each can be taken off: a button of the form around the list that posts its id as `detach`. */
  removable?: boolean;
}

/** Files to download, each with its kind and size. */
export function AttachmentList({ attachments, withOrigin = false, removable = false }: Props) {
  if (attachments.length === 0) return null;
  return (
    <ul className={styles.list}>
      {attachments.map((file) => {
        const Icon = icons[file.kind] ?? IconFileText;
        return (
          <li key={file.id} className={styles.file}>
            <Icon size={20} stroke={1.6} aria-hidden />
            <span className={styles.words}>
              <a className="gh-link" href={file.href} download>
                <bdi>{file.name}</bdi>
              </a>{" "}
              <span className={styles.size}>
                {file.kind}, {sizeWords(file.size)}
              </span>
              {withOrigin ? (
                <small>
                  {file.by}, <ExactTime at={file.at} />
                </small>
              ) : null}
            </span>
            {removable ? (
              <button
                type="submit"
                name="detach"
                value={file.id}
                className={styles.remove}
                aria-label={`Remove ${file.name}`}
              >
                <IconX size={16} aria-hidden />
              </button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
