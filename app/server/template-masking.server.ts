/**
 * What identifies the patient of a stored message, kept from leaving the server: by its field, by its value wherever it
 * stands, and by the rules that read it, as a rule may have changed the value.
 */
import { holds } from "~/app/components/mapping/paths";
import type { Message } from "~/engine/hl7";
import type { MappingExplanation } from "~/engine/mapping";
import { hl7Segments } from "./hl7-view.server";
import type { Application } from "./template-explained.server";
import { contractRows } from "./template-places.server";

/** One application of a template to one HL7 message. */
export interface Seen extends Application {
  readonly message: Message;
  readonly explanation: MappingExplanation;
  /** Whether a text holds something that identifies the patient of a stored message. */
  readonly secret: (text: string) => boolean;
}

/** Whether a place of the contract says who the patient is. */
export const aboutPatient = (path: string) => /^(patient|guarantor|insurance)\b/.test(path);

/**
 * Places filled by rules that read what identifies the patient, however they changed it. An expression may read any
 * field, so what it gave counts too.
 */
export function taintedBy({ links, explanation }: Seen, secretPlace: (path: string) => boolean): string[] {
  const asking = new Set(
    explanation.rules
      .filter(({ rule }) => JSON.stringify(rule.transform ?? "").includes("jsonata"))
      .map(({ rule }) => rule.name),
  );
  return links.filter((link) => asking.has(link.rule) || link.from.some(secretPlace)).flatMap((link) => link.to);
}

/** Whether a place is one of these, or holds or is a part of one. */
export const touched = (places: readonly string[], path: string) =>
  places.some((one) => holds(one, path) || holds(path, one));

/** Recognises the values that are not shown in the contract when they stand in a message made of it. */
export function hiddenTexts({ contract, explanation }: Seen, hide: (path: string, text: string) => boolean) {
  const all = contractRows(explanation.value, { contract, use: () => "plain", hide: () => false });
  const hidden = all.filter((row) => row.kind === "value" && hide(row.key, row.value) && row.value.length > 2);
  return (text: string) => hidden.some((row) => text.includes(row.value));
}

/** The message that goes out; of a stored one, without what identifies the patient. */
export function shownSegments(
  bytes: Uint8Array,
  { masked, secret }: Seen,
  hidden: (text: string) => boolean,
  tainted: readonly string[] = [],
) {
  const all = hl7Segments(bytes, !masked);
  if (!masked) return all;
  const seen = new Map<string, number>();
  return all.map((segment) => {
    const nth = (seen.get(segment.id) ?? 0) + 1;
    seen.set(segment.id, nth);
    const own = nth > 1 ? `${segment.id}[${nth}]` : segment.id;
    const hides = (number: number, text: string) =>
      secret(text) || hidden(text) || touched(tainted, `${own}-${number}`);
    const fields = segment.fields.map((field) =>
      field.text !== "" && hides(field.number, field.text) ? { ...field, text: "", masked: true } : field,
    );
    return { ...segment, fields };
  });
}
