/**
 * Mapping templates: HL7 messages to the lab data contract and back, as data. Pure and synchronous.
 *
 * {@link compileTemplate} once, then {@link readOrder}, {@link writeResult} and their twins for every message.
 */
export {
  type CodeMap,
  type CodeMapEntry,
  type OrderTranslation,
  type ResultTranslation,
  translateOrder,
  translateResult,
  type UnknownCode,
} from "./code-map";
export { type CompiledTemplate, compileTemplate } from "./compile";
export type { UnmappedField } from "./coverage";
export type { MapOptions, TraceStep } from "./inbound";
export { type MapResult, readOrder, readResult } from "./read";
export { resolveTemplate, type TemplateLookup } from "./resolve";
export { findTemplate, templates } from "./shipped";
export { type MapSpec, type Rule, type Sample, SCOPES, type Scope, type Template, templateSchema } from "./template";
export { transformNames } from "./transforms";
export { type SampleOutcome, type TemplateReport, validateTemplate } from "./validate-template";
export { type Envelope, writeOrder, writeResult } from "./write";
