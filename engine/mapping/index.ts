/**
 * Mapping templates: HL7 messages and JSON bodies to the lab data contract and back, as data. Pure; synchronous but for
 * templates that ask expressions.
 *
 * {@link compileTemplate} once, then {@link readOrder}, {@link composeResult} and their twins for every message.
 */
export {
  type CheckOptions,
  type CheckReport,
  checkTemplate,
  checkTemplateAsync,
  type DirectionReport,
  type FieldCoverage,
  sampleOf,
  type TableMiss,
} from "./check-template";
export {
  type CodePolicies,
  type CodePolicy,
  type CodeReason,
  codeReasons,
  type Guarded,
  type GuardedTest,
  type GuardFacts,
  type GuardOutcome,
  guardOrder,
  holdAll,
  type LabCode,
  policyChoices,
  type Replacement,
} from "./code-guard";
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
export { contentHashInput } from "./content";
export type { UnmappedField } from "./coverage";
export { explainJsonMapping, type JsonExplanation, suggestJsonRules } from "./explain-json";
export {
  type ExplainedRule,
  explainMapping,
  explainMappingAsync,
  type MappingExplanation,
  type RuleTrace,
} from "./explain-mapping";
export { runSettled } from "./expressions";
export type { MapOptions, TraceStep } from "./inbound";
export {
  composeOrderJson,
  composeResultJson,
  type JsonWriteResult,
  readOrderJson,
  readResultJson,
} from "./json-body";
export { type JsonPlace, jsonPlaces } from "./json-places";
export type { MapFinding } from "./map-finding";
export type { Answers } from "./place";
export { type CodeOutcome, type ItemToProve, proverOf } from "./prove-code";
export { type RankedTemplate, rankTemplates } from "./rank-templates";
export { type MapResult, readOrder, readOrderAsync, readResult, readResultAsync } from "./read";
export { forResultsOnly, resolveTemplate, type TemplateLookup, withOverrides } from "./resolve";
export type { SampleOutcome } from "./run-sample";
export { findTemplate, templates } from "./shipped";
export {
  type ConnectionFacts,
  type FieldUsage,
  type InterfaceSpecification,
  interfaceSpecification,
  type SpecifiedField,
  type SpecifiedMessage,
  type SpecifiedSegment,
  type SpecifiedTable,
} from "./specification";
export { type SuggestedRule, suggestRules } from "./suggest-rules";
export { type BadRow, formatTableCsv, parseTableCsv, type TableCsv, tableRowsOf } from "./table-csv";
export { builtInTables } from "./tables";
export { tablesUsed } from "./tables-used";
export {
  type BodyFormat,
  type CodeTable,
  type Condition,
  formatOf,
  type MapSpec,
  MISS_POLICIES,
  type MissPolicy,
  type Overrides,
  overridesSchema,
  type Rule,
  ruleSchema,
  type Sample,
  SCOPES,
  type Scope,
  type TableRow,
  type Template,
  tableRowSchema,
  templateJsonSchema,
  templateSchema,
} from "./template";
export { type TransformDescription, type TransformOption, transformCatalogue, transformNames } from "./transforms";
export { type TemplateReport, validateTemplate } from "./validate-template";
export {
  composeOrder,
  composeOrderAsync,
  composeResult,
  composeResultAsync,
  type Envelope,
  type WriteResult,
  writeOrder,
  writeResult,
} from "./write";
