/** What can be said in a rule, for the editor's completion and its form. */
import type { Flow, PathChoice, TransformChoice, Vocabulary } from "~/app/components/mapping/types";
import { contractFields } from "~/engine/contract";
import { dataType, segmentDefinition } from "~/engine/hl7";
import { builtInTables, transformCatalogue } from "~/engine/mapping";

/** The lists a rule is applied to, outer before inner. */
export const templateScopes: Vocabulary["scopes"] = [
  { value: "", label: "message", prefix: "" },
  { value: "test", label: "test", prefix: "tests[]." },
  { value: "observation", label: "observation of a test", prefix: "tests[].observations[]." },
  { value: "answer", label: "answer of a test", prefix: "tests[].answers[]." },
  { value: "specimen", label: "specimen", prefix: "specimens[]." },
  { value: "diagnosis", label: "diagnosis", prefix: "diagnoses[]." },
  { value: "insurance", label: "insurance", prefix: "insurance[]." },
];

const SEGMENTS: Record<Flow, readonly string[]> = {
  orders: "MSH PID PD1 NK1 PV1 PV2 IN1 IN2 GT1 AL1 ORC TQ1 OBR NTE DG1 OBX SPM".split(" "),
  results: "MSH PID PD1 PV1 ORC OBR TQ1 NTE OBX SPM".split(" "),
};

export function vocabularyFor(hl7Version: string): Vocabulary {
  const hl7Paths = { orders: fieldsOf("orders", hl7Version), results: fieldsOf("results", hl7Version) };
  const types = new Set(Object.values(hl7Paths).flatMap((paths) => paths.map(({ type }) => type ?? "")));
  return {
    transforms: transforms(),
    scopes: templateScopes,
    hl7Paths,
    hl7Types: Object.fromEntries([...types].map((type) => [type, componentNames(type, hl7Version)])),
    contractPaths: { orders: contractPaths("order"), results: contractPaths("result") },
    tables: Object.entries(builtInTables).map(([name, rows]) => ({ name, title: tableTitle(name), rows: [...rows] })),
  };
}

function fieldsOf(flow: Flow, version: string): PathChoice[] {
  return SEGMENTS[flow].flatMap((id) =>
    (segmentDefinition(id, version)?.fields ?? []).map(({ name, type }, i) => ({ path: `${id}-${i + 1}`, name, type })),
  );
}

const componentNames = (type: string, version: string): string[] =>
  dataType(type, version)?.components.map(({ name }) => name) ?? [];

const contractPaths = (name: "order" | "result"): PathChoice[] =>
  contractFields(name).map(({ path, description }) => ({ path, name: description }));

/** What the transform that looks a table up is called; else the table's name in words. */
export const tableTitle = (name: string) =>
  transformCatalogue.find(({ table }) => table === name)?.title ??
  `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll("-", " ")}`;

function transforms(): TransformChoice[] {
  return transformCatalogue.map(({ name, title, description, gives, table, options }) => ({
    name,
    title,
    description,
    list: gives === "list",
    shape: gives !== undefined,
    ...(table && { table }),
    options: options.map((option) => ({
      name: option.name,
      type: option.type,
      description: option.description,
      ...(option.default !== undefined && { default: String(option.default) }),
      ...(option.choices && { choices: [...option.choices] }),
    })),
  }));
}
