import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Finding, get, parse, splitFile, textOf } from "~/engine/hl7";
import {
  type CheckReport,
  type CompiledTemplate,
  checkTemplateAsync,
  compileTemplate,
  explainMappingAsync,
  findTemplate,
  overridesSchema,
  readOrderJson,
  readResultJson,
  resolveTemplate,
  type Sample,
  sampleOf,
  type Template,
  templateSchema,
  templates,
  withOverrides,
} from "~/engine/mapping";
import type { Report } from "./hl7-command";

/** A template or file of overrides from the command line that cannot be used: misuse. */
export class TemplateProblem extends Error {}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const why = error instanceof SyntaxError ? "is not JSON" : "cannot be read";
    throw new TemplateProblem(`${file} ${why}.`, { cause: error });
  }
}

interface Issues {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}
const issueLines = ({ issues }: Issues) =>
  issues.map(({ path, message }) => `${path.map(String).join(".") || "It"}: ${message}`).join("; ");

/**
 * A shipped template by name, or one in a JSON file.
 * @throws TemplateProblem when there is none, or it is not one
 */
export function templateFrom(nameOrFile: string, overridesFile?: string): Template {
  const shipped = findTemplate(nameOrFile);
  const parsed = shipped ? undefined : nameOrFile.endsWith(".json") && templateSchema.safeParse(jsonOf(nameOrFile));
  if (parsed === false) {
    const names = templates.map(({ name }) => name).join(", ");
    throw new TemplateProblem(`There is no template ${nameOrFile}. There are: ${names}; or name a JSON file.`);
  }
  if (parsed && !parsed.success)
    throw new TemplateProblem(`${nameOrFile} is not a template. ${issueLines(parsed.error)}`);
  const template = shipped ?? (parsed?.data as Template);
  if (overridesFile === undefined) return template;
  const overrides = overridesSchema.safeParse(jsonOf(overridesFile));
  if (!overrides.success)
    throw new TemplateProblem(`${overridesFile} are not overrides. ${issueLines(overrides.error)}`);
  return withOverrides(template, overrides.data);
}

/** @throws TemplateProblem when the template cannot be used */
function compiledOrProblem(template: Template): CompiledTemplate {
  try {
    return compileTemplate(template);
  } catch (error) {
    throw new TemplateProblem(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

const isError = ({ severity }: Finding) => severity === "error";
const lines = (findings: readonly Finding[]) =>
  findings.map(({ severity, message }) => `\n  ${severity} ${message}`).join("");

interface Mapped {
  readonly output?: unknown;
  readonly unmapped: readonly string[];
  readonly findings: readonly Finding[];
}

function reportOf(file: string, index: number, { output, unmapped, findings }: Mapped): Report {
  const ok = output !== undefined && !findings.some(isError);
  const left = unmapped.length > 0 ? `\n  left behind: ${unmapped.join(", ")}` : "";
  const shown = typeof output === "string" ? output.replaceAll("\r", "\n") : JSON.stringify(output, null, 2);
  return {
    ok,
    json: { file, index, ok, output: output ?? null, unmapped, findings },
    text: `${file} #${index}: ${ok ? "mapped" : "cannot be mapped"}${lines(findings)}${left}${ok ? `\n${shown}` : ""}`,
  };
}

const problem = (code: string, message: string): Mapped => ({
  unmapped: [],
  findings: [{ severity: "error", code, path: "", message }],
});

async function mapMessage(compiled: CompiledTemplate, bytes: Uint8Array): Promise<Mapped> {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") return problem(parsed.code, parsed.reason);
  const contract = ["ORU", "OUL"].includes(get(parsed.message, "MSH-9.1") ?? "") ? "result" : "order";
  const { template } = compiled;
  if (!(contract === "order" ? template.orders : template.results)) {
    return problem("unsupported-type", `Template ${template.name} is not for ${contract}s.`);
  }
  const { way, value, written, unmapped, findings } = await explainMappingAsync(compiled, contract, parsed.message);
  const output = way === "read" ? value : written && textOf(written);
  return { ...(output !== undefined && { output }), unmapped: unmapped.map(({ path }) => path), findings };
}

/** A body the template reads; the contract's kind is told by the lists it has. */
function mapBody(compiled: CompiledTemplate, text: string): Mapped {
  try {
    const { kind } = sampleOf("", text);
    const body: unknown = JSON.parse(text);
    const mapped = kind === "order" ? readOrderJson(compiled, body) : readResultJson(compiled, body);
    if (mapped.kind === "unmappable") return { unmapped: [], findings: mapped.findings };
    return { output: mapped.value, unmapped: mapped.unmapped.map(({ path }) => path), findings: mapped.findings };
  } catch (error) {
    if (error instanceof SyntaxError) return problem("not-json", "The file is not JSON.");
    if (error instanceof TypeError) return problem("unsupported-type", `${error.message}.`);
    throw error;
  }
}

/**
 * Maps every message of the files, in order. What the template reads comes out as the contract; what it writes, as HL7.
 * @throws TemplateProblem when the template cannot be used
 */
export async function* mapRun(files: readonly string[], template: Template): AsyncGenerator<Report> {
  const compiled = compiledOrProblem(template);
  for (const file of files) {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(file === "-" ? 0 : file);
    } catch {
      yield reportOf(file, 0, problem("unreadable", "The file cannot be read."));
      continue;
    }
    if (template.format === "json") {
      yield reportOf(file, 1, mapBody(compiled, new TextDecoder().decode(bytes)));
      continue;
    }
    const { messages } = splitFile(bytes);
    if (messages.length === 0) yield reportOf(file, 0, problem("empty", "The file has no message."));
    for (const one of messages) yield reportOf(file, one.ordinal, await mapMessage(compiled, one.bytes));
  }
}

/** Every message in the files of a folder, as samples. @throws TemplateProblem when it is not a folder */
function samplesIn(folder: string): Sample[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .flatMap((path) => {
        const bytes = new Uint8Array(readFileSync(path));
        const { messages } = splitFile(bytes);
        const name = (ordinal: number) => (messages.length > 1 ? `${path} #${ordinal}` : path);
        const decoder = new TextDecoder();
        if (path.endsWith(".json")) return [sampleOf(path, decoder.decode(bytes))];
        return messages.map((one) => {
          const parsed = parse(one.bytes);
          const text = parsed.kind === "message" ? textOf(parsed.message) : decoder.decode(one.bytes);
          return sampleOf(name(one.ordinal), text);
        });
      });
  } catch (error) {
    throw new TemplateProblem(`${folder} is not a folder of samples.`, { cause: error });
  }
}

function checkText({ template, problem: why, requiredPercent, directions, samples }: CheckReport): string {
  const counted = (
    title: string,
    list: readonly { readonly path: string; readonly count: number; reason?: string }[],
  ) => list.map(({ path, count, reason }) => `  ${title} ${count} times: ${reason ?? path}`);
  return [
    `${template.name} ${template.version}: ${requiredPercent} % of required fields`,
    ...(why ? [`  ${why}`] : []),
    ...directions.flatMap((one) => [
      `${one.contract}s: ${one.mapped} of ${one.samples} samples mapped, ${one.fields.filter(({ mapped }) => mapped).length} of ${one.fields.length} contract fields have a rule`,
      ...one.required.missing.map((name) => `  required, and missing somewhere: ${name}`),
      ...counted("left behind", one.unmapped),
      ...one.tableMisses.map(({ table, path, count }) => `  not in table ${table}, ${count} times: ${path}`),
      ...counted("refused", one.violations),
      ...counted("written", one.output),
    ]),
    `${samples.filter(({ ok }) => ok).length} of ${samples.length} samples are good.`,
  ].join("\n");
}

/** The coverage report over the template's own samples and those of a folder; good when every required field is filled. */
export async function templateCheck(template: Template, folder?: string): Promise<Report> {
  const report = await checkTemplateAsync(template, folder === undefined ? [] : samplesIn(folder));
  const ok = report.problem === undefined && report.requiredPercent === 100;
  return { ok, json: { file: folder ?? null, ...report, ok }, text: checkText(report) };
}

/** The template as a file; `whole` with what it extends folded in. */
export function templateExport(template: Template, whole: boolean): Report {
  const shown = whole ? resolveTemplate(template, findTemplate) : template;
  return { ok: true, json: shown, text: JSON.stringify(shown, null, 2) };
}

/** Whether a file holds a template that can be used, and why not. */
export async function templateImport(file: string): Promise<Report> {
  try {
    const template = templateFrom(file);
    compiledOrProblem(template);
    const { name, version } = template;
    return { ok: true, json: { file, ok: true, name, version }, text: `${file}: ${name} ${version} can be used.` };
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    return { ok: false, json: { file, ok: false, problem: error.message }, text: `${file}: ${error.message}` };
  }
}
