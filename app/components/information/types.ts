/** One thing that was asked for. */
export interface InfoItem {
  /** A field's name in the request form, or `document.…`. */
  key: string;
  label: string;
  document: boolean;
  /** What stood there when it was asked; empty for nothing. */
  before: string;
  /** Why the practice does not have it. */
  missing: string;
  /** What stands there now, or the names of the files. */
  given: string;
}

/** What the lab asked in one go, and the answer once it is there. */
export interface InfoRound {
  id: string;
  question: string;
  askedBy: string;
  askedAt: string;
  items: InfoItem[];
  answer: string;
  answeredAt: string | null;
}

/** What can be asked for, part by part. */
export interface AskablePart {
  title: string;
  items: { key: string; label: string }[];
}
