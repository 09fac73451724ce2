import type { InfoItem } from "~/db/schema/conversation";
import type { RequestForm } from "~/db/schema/requests";

/** What Sales can ask a practice for: fields of the request's form by their names there, and documents. Pure. */
export type Askable = { key: string; label: string; part: string };

const contact = (who: string, label: string, parts: readonly string[]) =>
  parts.map((part) => ({
    key: `contacts.${who}.${part}`,
    label: `${label}, ${part === "email" ? "e-mail" : part}`,
    part: "People",
  }));

export const askable: readonly Askable[] = [
  { key: "document.guide", label: "Interface guide of your EMR", part: "Documents" },
  { key: "document.sampleOrder", label: "Sample order from your EMR, of a made-up patient", part: "Documents" },
  { key: "document.sampleResult", label: "Sample of a result file your EMR takes", part: "Documents" },
  { key: "document.other", label: "The document named in the message", part: "Documents" },
  { key: "practice.legalName", label: "Legal name", part: "Practice" },
  { key: "practice.npi", label: "NPI", part: "Practice" },
  { key: "practice.labAccountNumber", label: "Lab account number", part: "Practice" },
  { key: "practice.addressLine", label: "Street address", part: "Practice" },
  { key: "practice.specialty", label: "Specialty", part: "Practice" },
  { key: "practice.sites", label: "Sites", part: "Practice" },
  { key: "emr.version", label: "EMR version", part: "EMR" },
  { key: "emr.vendorName", label: "Who looks after the EMR", part: "EMR" },
  { key: "transport", label: "What the EMR can do", part: "EMR" },
  { key: "sftpHost", label: "Who runs the SFTP server", part: "EMR" },
  { key: "volume.orders", label: "Orders a month", part: "Volume and tests" },
  { key: "volume.results", label: "Results a month", part: "Volume and tests" },
  { key: "targetDate", label: "When you would like to start", part: "Volume and tests" },
  { key: "tests", label: "Tests", part: "Volume and tests" },
  ...contact("clinical", "Clinical contact", ["name", "email", "phone"]),
  ...contact("technical", "Technical contact", ["name", "email", "phone"]),
  ...contact("vendor", "Contact at your EMR vendor", ["name", "email", "phone"]),
  ...contact("signer", "Authorised signer", ["name", "email"]),
];

export const isDocument = (key: string) => key.startsWith("document.");

/** What a form holds under a field's name; empty for what is not filled in, chosen or known. */
export function fieldValue(form: RequestForm, key: string): string {
  let value: unknown = form;
  for (const step of key.split(".")) {
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  }
  const text = Array.isArray(value) ? value.join(", ") : typeof value === "string" ? value.trim() : "";
  return text === "unknown" ? "" : text;
}

/** The items as they are asked, with what stands there now; unknown keys are left out. */
export const itemsFor = (keys: readonly string[], form: RequestForm): InfoItem[] =>
  askable
    .filter(({ key }) => keys.includes(key))
    .map(({ key, label }) => ({
      key,
      label,
      before: isDocument(key) ? "" : fieldValue(form, key),
      missing: "",
      given: "",
    }));

/** What is there for an item now: the field's value, or the names of the files sent for it by key. */
export const givenFor = (key: string, form: RequestForm, files: ReadonlyMap<string, string[]>): string =>
  isDocument(key) ? (files.get(key) ?? []).join(", ") : fieldValue(form, key);
