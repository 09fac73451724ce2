/** The specification of an interface, made from the template that runs it: plain data for a page, a PDF or a vendor. */
import { CONTRACT_VERSION, type ContractName } from "~/engine/contract";
import { explain, fieldDefinition, parsePath, segmentDefinition } from "~/engine/hl7";
import { compileTemplate } from "./compile";
import { contractField } from "./contract-path";
import type { TemplateLookup } from "./resolve";
import { findTemplate } from "./shipped";
import { builtInTables } from "./tables";
import { tablesOf } from "./tables-used";
import type { MapSpec, Rule, Sample, TableRow, Template } from "./template";

/** What is agreed beyond the template. Names and words only; credentials have no place in a specification. */
export interface ConnectionFacts {
  readonly practice?: string;
  readonly laboratory?: string;
  /** SFTP, REST… and what partners have to know about it, as name and value. */
  readonly transport?: readonly { readonly name: string; readonly value: string }[];
  readonly fileNames?: readonly {
    readonly contract: ContractName;
    readonly pattern: string;
    readonly example: string;
  }[];
}

/** `R` always there; `RE` there when the sender knows it; `O` read when sent, another place serves as well. */
export type FieldUsage = "R" | "RE" | "O";

/** One field of the interface. */
export interface SpecifiedField {
  /** `PID-3`, `OBR-4.1`; a path in the body for JSON. */
  readonly path: string;
  readonly name: string;
  readonly usage: FieldUsage;
  /** HL7 data type. */
  readonly dataType?: string;
  /** What it means for this interface. */
  readonly description: string;
  /** Always this value. */
  readonly constant?: string;
  readonly tables: readonly string[];
}

/** A segment with its fields, or the JSON body. */
export interface SpecifiedSegment {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly SpecifiedField[];
}

/** Codes and what they are in the contract. */
export interface SpecifiedTable {
  readonly name: string;
  readonly title?: string;
  readonly rows: readonly TableRow[];
}

/** One direction of the interface. */
export interface SpecifiedMessage {
  readonly contract: ContractName;
  readonly from: string;
  readonly to: string;
  /** `ORM^O01`; absent for JSON. */
  readonly messageType?: string;
  readonly hl7Version?: string;
  /** Segments in the order they come, and what they repeat with. */
  readonly structure: readonly { readonly segment: string; readonly name: string; readonly repeats: string }[];
  readonly segments: readonly SpecifiedSegment[];
  readonly tables: readonly SpecifiedTable[];
  readonly samples: readonly Sample[];
}

/** The whole specification; it survives JSON as it is. */
export interface InterfaceSpecification {
  readonly title: string;
  readonly template: { readonly name: string; readonly version: string; readonly description: string };
  readonly contractVersion: string;
  readonly transport: readonly { readonly name: string; readonly value: string }[];
  readonly fileNames: NonNullable<ConnectionFacts["fileNames"]>;
  readonly messages: readonly SpecifiedMessage[];
  readonly sources: NonNullable<Template["sources"]>;
}

/** Segments in the order they are written, and what each is there once per (chapters 4.4 and 7.3). */
const LAYOUT: Readonly<Record<ContractName, readonly (readonly [segment: string, repeats: string])[]>> = {
  order: [
    ["MSH", "once"],
    ["PID", "once"],
    ["PV1", "once"],
    ["IN1", "once per insurance"],
    ["GT1", "once"],
    ["ORC", "once per test"],
    ["TQ1", "once per test"],
    ["OBR", "once per test"],
    ["DG1", "once per diagnosis, after each OBR"],
    ["OBX", "once per answer"],
    ["SPM", "once per specimen"],
    ["NTE", "once per note, after what it is about"],
  ],
  result: [
    ["MSH", "once"],
    ["PID", "once"],
    ["PV1", "once"],
    ["ORC", "once per test"],
    ["OBR", "once per test"],
    ["TQ1", "once per test"],
    ["OBX", "once per observation"],
    ["NTE", "once per note, after what it is about"],
    ["SPM", "once per specimen"],
  ],
};

const ENVELOPE: readonly (readonly [path: string, description: string])[] = [
  ["MSH-3", "Application that sends."],
  ["MSH-4", "Facility that sends."],
  ["MSH-5", "Application that receives."],
  ["MSH-6", "Facility that receives."],
  ["MSH-7", "When the message was made, with its zone."],
  ["MSH-9", "Message type."],
  ["MSH-10", "Number of the message, unique for the sender; the acknowledgment repeats it."],
  ["MSH-11", "P for production, T for a test."],
  ["MSH-12", "Version of HL7."],
];

/** Fields of one direction, each once: the first rule that has a place says what it is. */
function fieldsOf(spec: MapSpec, contract: ContractName, reads: boolean, isHl7: boolean, version: string) {
  const fields = new Map<string, SpecifiedField>();
  const add = (rule: Rule, path: string, usage: FieldUsage) => {
    if (fields.has(path)) return;
    const inContract = reads ? rule.to : ([rule.from ?? []].flat()[0] ?? "");
    const meaning = contractField(contract, inContract, rule.each ?? "message")?.description;
    const parsed = isHl7 ? parsePath(path) : undefined;
    const name = (isHl7 ? explain(path)?.name : undefined) ?? path;
    const dataType =
      parsed?.field === undefined ? undefined : fieldDefinition(parsed.segment, parsed.field, version)?.type;
    fields.set(path, {
      path,
      name,
      usage,
      description: meaning ?? (rule.constant === undefined ? `Numbers the ${rule.each ?? "message"}.` : "Fixed."),
      ...(dataType && { dataType }),
      ...(rule.constant !== undefined && !reads && { constant: rule.constant }),
      tables: tablesOf(rule.transform),
    });
  };
  for (const rule of spec.rules ?? []) {
    if (!reads) add(rule, rule.to, rule.required || rule.constant !== undefined ? "R" : "RE");
    else {
      const [first, ...others] = [rule.from ?? []].flat();
      if (first !== undefined) add(rule, first, rule.required ? "R" : "RE");
      for (const path of others) add(rule, path, "O");
    }
  }
  return [...fields.values()];
}

const segmentOf = (path: string) => path.slice(0, 3);
const fieldNumber = (path: string) => {
  const { field = 0, repetition = 1, component = 0, subcomponent = 0 } = parsePath(path) ?? {};
  return ((field * 100 + repetition) * 100 + component) * 100 + subcomponent;
};

function specifyMessage(
  template: Template,
  spec: MapSpec,
  contract: ContractName,
  facts: ConnectionFacts,
): SpecifiedMessage {
  const { side, format = "hl7", hl7Version } = template;
  const isHl7 = format === "hl7";
  const reads = (contract === "order") === (side === "emr");
  const version = spec.hl7Version ?? hl7Version;
  const listed = fieldsOf(spec, contract, reads, isHl7, version);
  const known = new Set(listed.map(({ path }) => path));
  const envelope = ENVELOPE.filter(([path]) => isHl7 && !known.has(path)).map(
    ([path, description]): SpecifiedField => ({
      path,
      name: explain(path)?.name ?? path,
      usage: "R",
      description,
      tables: [],
    }),
  );
  const fields = [...envelope, ...listed];
  const used = isHl7 ? [...new Set(fields.map(({ path }) => segmentOf(path)))] : [];
  const layout = LAYOUT[contract].filter(([segment]) => used.includes(segment));
  const agreed = used.filter((segment) => !layout.some(([one]) => one === segment));
  const order = [...layout.map(([segment]) => segment), ...agreed];
  const nameOf = (segment: string) => segmentDefinition(segment, version)?.name ?? "Agreed between the partners";
  const practice = facts.practice ?? "The practice's EMR";
  const laboratory = facts.laboratory ?? "The laboratory";
  const outside = side === "emr" ? practice : laboratory;
  const tables = [...new Set(fields.flatMap((field) => field.tables))].map((name): SpecifiedTable => {
    const own = template.tables?.[name];
    const rows = [...(own?.rows ?? []), ...(builtInTables[name] ?? [])];
    return { name, ...(own?.title && { title: own.title }), rows };
  });
  return {
    contract,
    from: reads ? outside : "Gatehouse",
    to: reads ? "Gatehouse" : outside,
    ...(isHl7 && {
      messageType: spec.messageType ?? (contract === "order" ? "ORM^O01" : "ORU^R01"),
      hl7Version: version,
    }),
    structure: order.map((segment) => ({
      segment,
      name: nameOf(segment),
      repeats: layout.find(([one]) => one === segment)?.[1] ?? "as agreed",
    })),
    segments: isHl7
      ? order.map((id) => ({
          id,
          name: nameOf(id),
          fields: fields
            .filter(({ path }) => segmentOf(path) === id)
            .sort((a, b) => fieldNumber(a.path) - fieldNumber(b.path)),
        }))
      : [{ id: "body", name: "JSON body", fields }],
    tables,
    samples: template.samples.filter(({ kind }) => kind === contract),
  };
}

/**
 * The specification of the interface a template runs.
 * @throws TypeError when the template cannot be used
 */
export function interfaceSpecification(
  template: Template,
  facts: ConnectionFacts = {},
  lookup: TemplateLookup = findTemplate,
): InterfaceSpecification {
  const { template: whole } = compileTemplate(template, lookup);
  const directions: readonly (readonly [ContractName, MapSpec | undefined])[] = [
    ["order", whole.orders],
    ["result", whole.results],
  ];
  return {
    title: whole.title,
    template: { name: whole.name, version: whole.version, description: whole.description },
    contractVersion: CONTRACT_VERSION,
    transport: facts.transport ?? [],
    fileNames: facts.fileNames ?? [],
    messages: directions.flatMap(([contract, spec]) => (spec ? [specifyMessage(whole, spec, contract, facts)] : [])),
    sources: whole.sources ?? [],
  };
}
