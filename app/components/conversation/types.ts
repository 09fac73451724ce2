import type { Attachment, UploadRules } from "../attachments/types";

/** One message of the conversation. */
export interface Post {
  id: string;
  by: string;
  /** "Larkspur Family Medicine" or "Cedarline". */
  party: string;
  side: "practice" | "lab";
  /** A note that stays in the lab. */
  internal: boolean;
  at: string;
  text: string;
  attachments: Attachment[];
  unread: boolean;
}

export interface ConversationProps {
  /** The oldest first. */
  posts: Post[];
  canWrite: boolean;
  /** May keep notes for the lab alone. */
  canNote: boolean;
  /** Who gets what is written: "Cedarline". */
  reader: string;
  uploadRules: UploadRules;
  nonce: string;
}
