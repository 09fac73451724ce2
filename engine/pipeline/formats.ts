/** Reading and writing by a template, whatever its format: HL7 messages or JSON bodies. */
import type { Order, Result } from "~/engine/contract";
import {
  type Answers,
  type CompiledTemplate,
  composeOrder,
  composeOrderJson,
  composeResult,
  composeResultJson,
  type Envelope,
  formatOf,
  type JsonWriteResult,
  type MapFinding,
  type MapResult,
  readOrder,
  readOrderJson,
  readResult,
  readResultJson,
  type WriteResult,
} from "~/engine/mapping";
import type { Contents } from "./glance";
import { envelopeKey, withEnvelope } from "./json-envelope";

export type Asked = { answers?: Answers };

type Unusable = { readonly kind: "unmappable"; readonly hold: boolean; readonly findings: readonly MapFinding[] };
export type Composed = { readonly kind: "written"; readonly bytes: Buffer; readonly fileName: string } | Unusable;

/** The order in a message. `contents` are of the template's format. */
export function orderFrom(template: CompiledTemplate, contents: Contents, asked: Asked): MapResult<Order> {
  if (!template.template.orders) return lacks(template, "read", "orders");
  return contents.format === "hl7"
    ? readOrder(template, contents.message, asked)
    : withoutEnvelope(readOrderJson(template, contents.body));
}

/** The result in a message; see {@link orderFrom}. */
export function resultFrom(template: CompiledTemplate, contents: Contents, asked: Asked): MapResult<Result> {
  if (!template.template.results) return lacks(template, "read", "results");
  return contents.format === "hl7"
    ? readResult(template, contents.message, asked)
    : withoutEnvelope(readResultJson(template, contents.body));
}

/** The order as the template writes it, with the name its file gets. */
export function orderAs(template: CompiledTemplate, order: Order, envelope: Envelope, asked: Asked): Composed {
  if (!template.template.orders) return lacks(template, "write", "orders");
  return formatOf(template.template) === "hl7"
    ? hl7File(composeOrder(template, order, envelope, asked), "ORM", envelope)
    : jsonFile(composeOrderJson(template, order), "order", envelope);
}

/** The result as the template writes it; see {@link orderAs}. */
export function resultAs(template: CompiledTemplate, result: Result, envelope: Envelope, asked: Asked): Composed {
  if (!template.template.results) return lacks(template, "write", "results");
  return formatOf(template.template) === "hl7"
    ? hl7File(composeResult(template, result, envelope, asked), "ORU", envelope)
    : jsonFile(composeResultJson(template, result), "result", envelope);
}

function hl7File(written: WriteResult, type: "ORM" | "ORU", { controlId }: Envelope): Composed {
  if (written.kind === "unwritable") return { ...written, kind: "unmappable" };
  return { kind: "written", bytes: Buffer.from(written.bytes), fileName: `${type}_${controlId}.hl7` };
}

function jsonFile(written: JsonWriteResult, kind: "order" | "result", envelope: Envelope): Composed {
  if (written.kind === "unwritable") return { ...written, kind: "unmappable" };
  const text = JSON.stringify(withEnvelope(written.body, kind, envelope), null, 2);
  return { kind: "written", bytes: Buffer.from(`${text}\n`), fileName: `${kind}_${envelope.controlId}.json` };
}

/** The envelope is read by the pipeline, so that no rule reads it is no finding. */
function withoutEnvelope<T>(read: MapResult<T>): MapResult<T> {
  if (read.kind !== "mapped") return read;
  return { ...read, unmapped: read.unmapped.filter(({ path }) => !path.startsWith(`${envelopeKey}.`)) };
}

function lacks({ template }: CompiledTemplate, verb: "read" | "write", what: "orders" | "results"): Unusable {
  const message = `The template ${template.title} does not ${verb} ${what}.`;
  return {
    kind: "unmappable",
    hold: false,
    findings: [{ severity: "error", code: "unsupported-type", path: "", message }],
  };
}

/** Where the code of an ordered test stands in a message that a template reads. */
export function codePlace({ template }: CompiledTemplate): string {
  if (formatOf(template) === "hl7") return "OBR-4.1";
  const rule = template.orders?.rules?.find((one) => one.each === "test" && /^code(\.code)?$/.test(one.to));
  return [template.orders?.lists?.test ?? "tests", [rule?.from ?? "code"].flat()[0]].join(".");
}
