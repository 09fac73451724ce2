import { type Message, parse } from "~/engine/hl7";
import {
  type CompiledTemplate,
  compileTemplate,
  findTemplate,
  type MapResult,
  type Overrides,
  type Template,
  withOverrides,
} from "~/engine/mapping";

export function shipped(name: string): Template {
  const template = findTemplate(name);
  if (!template) throw new Error(`There is no template ${name}`);
  return template;
}

export const compiled = (name: string, overrides: Overrides = {}): CompiledTemplate =>
  compileTemplate(withOverrides(shipped(name), overrides));

export function message(...lines: readonly string[]): Message {
  const parsed = parse(lines.map((line) => `${line}\r`).join(""));
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}

export function mapped<T>(result: MapResult<T>): T {
  if (result.kind === "unmappable") throw new Error(result.findings.map((one) => one.message).join(" "));
  return result.value;
}

export const MSH = (type = "ORM^O01", version = "2.5.1") =>
  `MSH|^~\\&|EMR|CLINIC|GH|LAB|20260102||${type}|1|T|${version}`;
export const PID = "PID|1||A1^^^H^MR||Fictus^Alma||19800102|F";
