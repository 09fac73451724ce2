import { ContractView } from "../hl7/ContractView";
import { type Hl7Segment, Hl7View } from "../hl7/Hl7View";

/** A message as it came or went: HL7 field by field, or a JSON body with what the mapping ties its places to. */
export type MessageBody =
  | { kind: "hl7"; segments: Hl7Segment[]; facts: string }
  | { kind: "json"; value: unknown; facts: string; notes: Record<string, string> };

/** One body of a message, whatever its format. */
export function MessageBodyView({ title, body }: { title: string; body: MessageBody }) {
  return body.kind === "hl7" ? (
    <Hl7View title={title} facts={body.facts} segments={body.segments} />
  ) : (
    <ContractView title={title} version={body.facts} value={body.value} notes={body.notes} />
  );
}
