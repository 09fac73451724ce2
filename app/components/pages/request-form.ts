import type { Attachment, UploadRules } from "../attachments/types";
import type { Choice } from "../forms/choices";
import type { InfoRound } from "../information/types";
import type { FormResult } from "../page-data";
import type { RequestStepId } from "./request-steps";

/** What an EMR product can do, as far as it is known. */
export interface EmrProfile {
  sftp: "yes" | "no" | "ask";
  rest: "yes" | "no" | "ask";
  fhir: "yes" | "no" | "ask";
  hosting: "vendor" | "practice" | "either";
}

/** An EMR of the catalogue; `note` says how it went with others. */
export interface EmrOption {
  id: string;
  label: string;
  vendor: string;
  profile: EmrProfile;
  note?: string;
}

/** The draft a form belongs to; `version` goes up with every save. */
export interface KeptDraft {
  id: string;
  version: number;
  savedAt: string;
}

/** What was saved from elsewhere since the page was opened. */
export interface Stale extends KeptDraft {
  savedBy: string;
}

/** What one part of the form says, in words. */
export interface SummaryPart {
  step: RequestStepId;
  title: string;
  facts: { label: string; value: string }[];
}

/** Something to know before submitting: a second open request. */
export interface Notice {
  id: string;
  title: string;
  text: string;
  href: string;
  label: string;
}

/** What the server says of a form that is still being filled in. */
export type DraftAnswer =
  | { kind: "saved"; draft: KeptDraft; errors: Record<string, string>; notice: Notice | null; summary: SummaryPart[] }
  | { kind: "stale"; stale: Stale }
  /** It can no longer be changed; the message says why. */
  | { kind: "ended"; message: string }
  | { kind: "signed-out" };

/** What a submit gives back when it did not lead to another page. */
export type RequestFormResult = FormResult & {
  draft?: KeptDraft;
  stale?: Stale;
  notice?: Notice;
  summary?: SummaryPart[];
};

export interface RequestFormProps {
  labName: string;
  nonce: string;
  /** By field name, as posted: "practice.npi". */
  errors: Record<string, string>;
  defaultValues: Record<string, string | string[]>;
  emrSystems: EmrOption[];
  timeZones: { value: string; label: string }[];
  /** value is the code, text the specimen. */
  tests: Choice[];
  /** value is the code, text what is in it, aside the price. */
  panels: Choice[];
  /** How soon the lab answers: "within 16 business hours". */
  promise: string;
  /** Null until something was kept. */
  draft: KeptDraft | null;
  /** The earlier request whose practice and people this new one begins with. */
  prefilledFrom: { emrName: string; at: string } | null;
  /** What the lab asked; posted are `answer`, `missing.` and `files.` with the items' keys. */
  infoRequest: InfoRound | null;
  /** The files that are with it so far. */
  attachments: Attachment[];
  uploadRules: UploadRules;
  notice: Notice | null;
  /** What is saved so far, for the last step. */
  summary: SummaryPart[];
}
