/** A file as pages show it; its bytes are behind `href`. */
export interface Attachment {
  id: string;
  name: string;
  /** "PDF", "HL7". */
  kind: string;
  /** In bytes. */
  size: number;
  by: string;
  at: string;
  href: string;
}

/** What the server takes, said before anything is sent. */
export interface UploadRules {
  /** For the file chooser: ".pdf,.png". */
  accept: string;
  /** "PDF, PNG or text". */
  kinds: string;
  mostBytes: number;
}
