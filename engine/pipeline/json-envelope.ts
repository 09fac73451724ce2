/**
 * What the header segment is to HL7, an envelope is to a JSON body: an object under `envelope`, beside what the template's
 * rules write. A partner may send one as well; then its id tells one sending from another, as MSH-10 does.
 *
 *     { "envelope": { "id": "0A…", "kind": "order", "sentAt": "2026-…Z", "test": false,
 *                     "from": { "application": "…", "facility": "…" }, "to": { … } }, … }
 */
import type { JsonObject } from "~/engine/json";
import type { Envelope } from "~/engine/mapping";

export const envelopeKey = "envelope";

/** The body with its envelope in front. A rule that writes to that place itself has the last word. */
export function withEnvelope(body: JsonObject, kind: "order" | "result", envelope: Envelope): JsonObject {
  return {
    [envelopeKey]: {
      id: envelope.controlId,
      kind,
      sentAt: envelope.sentAt,
      test: envelope.processingId !== "P",
      from: { application: envelope.sendingApplication, facility: envelope.sendingFacility },
      to: { application: envelope.receivingApplication, facility: envelope.receivingFacility },
    },
    ...body,
  };
}

/** What an envelope says; empty texts where it is silent, or is not there. */
export function envelopeOf(body: JsonObject) {
  const at = (from: unknown, key: string): unknown =>
    typeof from === "object" && from !== null && Object.hasOwn(from, key) ? (from as JsonObject)[key] : undefined;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const envelope = at(body, envelopeKey);
  const from = at(envelope, "from");
  return {
    id: text(at(envelope, "id")),
    kind: text(at(envelope, "kind")),
    test: at(envelope, "test") === true,
    sender: { application: text(at(from, "application")), facility: text(at(from, "facility")) },
    facility: text(at(at(envelope, "to"), "facility")),
  };
}
