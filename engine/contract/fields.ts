/** The contract as data: JSON Schema for other programs, and a flat list of its fields for people and editors. */
import { z } from "zod";
import { orderSchema } from "./order";
import { resultSchema } from "./result";

/** The two contracts. */
export const CONTRACT_NAMES = ["order", "result"] as const;
export type ContractName = (typeof CONTRACT_NAMES)[number];

const schemas = { order: orderSchema, result: resultSchema } as const;

/** JSON Schema (draft 2020-12) of what a caller may hand in: fields with a default are not required. */
export function jsonSchema(name: ContractName): Record<string, unknown> {
  const title = name === "order" ? "Order" : "Result";
  return { title, ...z.toJSONSchema(schemas[name], { io: "input", reused: "inline" }) };
}

/** One field of a contract, as an editor lists and completes it. */
export interface ContractField {
  /** `patient.name.family`, `tests[].code.code`. */
  readonly path: string;
  /** JSON type: `text`, `list`, `object`, `yes/no`. */
  readonly type: "text" | "list" | "object" | "boolean";
  readonly description: string;
  /** Required wherever its parent is there. */
  readonly required: boolean;
  /** The only values allowed. */
  readonly values?: readonly string[];
}

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly enum?: readonly string[];
  readonly const?: string;
}

const TYPES: Readonly<Record<string, ContractField["type"]>> = { array: "list", object: "object", boolean: "boolean" };

function fieldsOf(node: Node, path: string, required: boolean, into: Map<string, ContractField>): void {
  const values = node.enum ?? (node.const === undefined ? undefined : [node.const]);
  const known = into.get(path);
  if (path !== "") {
    into.set(path, {
      path,
      type: node.oneOf ? "object" : (TYPES[node.type ?? ""] ?? "text"),
      description:
        node.description ?? known?.description ?? "Which kind of value it is; the other fields depend on it.",
      required: required && (known?.required ?? true),
      ...(values && { values: [...new Set([...(known?.values ?? []), ...values])] }),
    });
  }
  const inside = node.items ?? node;
  const prefix = path === "" ? "" : `${path}${node.items ? "[]" : ""}.`;
  for (const shape of inside.oneOf ?? [inside]) {
    for (const [key, child] of Object.entries(shape.properties ?? {})) {
      const always = inside.oneOf === undefined || key === "kind";
      fieldsOf(child, prefix + key, always && (shape.required?.includes(key) ?? false), into);
    }
  }
}

const known = new Map<ContractName, readonly ContractField[]>();

/** Every field of the contract, parents before children, in the order of the contract. */
export function contractFields(name: ContractName): readonly ContractField[] {
  const found = known.get(name);
  if (found) return found;
  const fields = new Map<string, ContractField>();
  fieldsOf(jsonSchema(name) as Node, "", true, fields);
  const list = [...fields.values()];
  known.set(name, list);
  return list;
}
