import type { Finding } from "~/engine/hl7";

/** Something a mapping noticed. Places and names only, never a value. */
export interface MapFinding extends Finding {
  /** The rule that noticed it. */
  readonly rule?: string;
  /** The table that lacks a code. */
  readonly table?: string;
  /** A person can put it right, and the message can be mapped then. */
  readonly hold?: boolean;
}

/** Whether everything that stops a message can be put right by a person. */
export function isHold(findings: readonly MapFinding[]): boolean {
  const errors = findings.filter(({ severity }) => severity === "error");
  return errors.length > 0 && errors.every(({ hold }) => hold);
}

/** What a transform says while it works; the place is known to whom it says it. */
export interface Remark {
  readonly severity?: MapFinding["severity"];
  readonly code: string;
  /** Continues a sentence that begins with the field's name. */
  readonly message: string;
  readonly table?: string;
  readonly hold?: boolean;
}
