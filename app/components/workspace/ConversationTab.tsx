import { AttachmentList } from "../attachments/AttachmentList";
import type { Attachment } from "../attachments/types";
import { Conversation } from "../conversation/Conversation";
import type { ConversationProps } from "../conversation/types";
import { useLive } from "../use-live";
import styles from "./workspace.module.css";

export interface ConversationTabProps {
  conversation: ConversationProps;
  /** The files that came with the request. */
  attachments: Attachment[];
  errors: Record<string, string>;
  defaultValues?: Record<string, string | string[]>;
}

/** What practice and lab have said since the connection was asked for, and the files of the request. */
export function ConversationTab({ conversation, attachments, errors, defaultValues = {} }: ConversationTabProps) {
  // Notes of the lab are told of under this topic alone.
  useLive(["requests"]);
  return (
    <div className={styles.talk}>
      {attachments.length > 0 ? (
        <section>
          <h2 className={styles.sideTitle}>Files of the request</h2>
          <AttachmentList attachments={attachments} withOrigin />
        </section>
      ) : null}
      <section>
        <h2 className={styles.sideTitle}>Conversation with {conversation.reader}</h2>
        <Conversation conversation={conversation} errors={errors} defaultValues={defaultValues} />
      </section>
    </div>
  );
}
