/** A template's rules, understood once: paths parsed, transforms made, rules sorted by scope. */
import { type FieldPath, type Path, parsePath } from "~/engine/hl7";
import { type ContractPath, parseContractPath } from "./contract-path";
import { Coverage } from "./coverage";
import { resolveTemplate, type TemplateLookup } from "./resolve";
import { findTemplate } from "./shipped";
import type { MapSpec, Rule, Scope, Template } from "./template";
import { type Transform, transformOrFail } from "./transforms";

/** An HL7 path with a field, split into the segment and the place inside it. */
export interface Hl7Place {
  readonly text: string;
  readonly segment: string;
  readonly occurrence: number | undefined;
  readonly within: FieldPath;
  readonly withinText: string;
}

/** A rule from HL7 (`source` are places) or to HL7 (`source` are contract paths). */
export interface CompiledRule<From, To> {
  readonly rule: Rule;
  readonly sources: readonly From[];
  readonly target: To;
  readonly condition?: { readonly path: From; readonly is?: ReadonlySet<string>; readonly not?: ReadonlySet<string> };
  readonly transform: Transform;
}

export type InboundRule = CompiledRule<Hl7Place, ContractPath>;
export type OutboundRule = CompiledRule<ContractPath, Hl7Place>;
export type ScopeName = Scope | "message";

export interface CompiledMap<R> {
  readonly messageType: string;
  readonly hl7Version: string;
  readonly scopes: Readonly<Record<ScopeName, readonly R[]>>;
  readonly coverage: Coverage;
}

export interface CompiledTemplate {
  /** With what it extends folded in. */
  readonly template: Template;
  readonly inboundOrders?: CompiledMap<InboundRule>;
  readonly outboundOrders?: CompiledMap<OutboundRule>;
  readonly inboundResults?: CompiledMap<InboundRule>;
  readonly outboundResults?: CompiledMap<OutboundRule>;
}

function hl7Place(text: string): Hl7Place {
  const path: Path | undefined = parsePath(text);
  if (path?.field === undefined) throw new TypeError(`"${text}" is not an HL7 field path such as PID-3.1`);
  return {
    text,
    segment: path.segment,
    occurrence: path.occurrence,
    within: { ...path, field: path.field },
    withinText: text.slice(text.indexOf("-") + 1),
  };
}

function contractPath(text: string): ContractPath {
  const path = parseContractPath(text);
  if (path.keys.some((key) => !/^(\$index|[A-Za-z][A-Za-z0-9]*|\d+)$/.test(key) || key === "constructor")) {
    throw new TypeError(`"${text}" is not a contract path such as patient.name.family`);
  }
  return path;
}

function compileRule<From, To>(
  rule: Rule,
  from: (text: string) => From,
  to: (text: string) => To,
): CompiledRule<From, To> {
  try {
    const { when } = rule;
    return {
      rule,
      sources: [rule.from ?? []].flat().map(from),
      target: to(rule.to),
      ...(when && {
        condition: {
          path: from(when.path),
          ...(when.is && { is: new Set(when.is) }),
          ...(when.not && { not: new Set(when.not) }),
        },
      }),
      transform: transformOrFail(rule.transform),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "is not usable";
    throw new TypeError(`Rule ${rule.name}: ${reason}`, { cause });
  }
}

function compileMap<From, To>(
  spec: MapSpec,
  defaults: { messageType: string; hl7Version: string },
  from: (text: string) => From,
  to: (text: string) => To,
): CompiledMap<CompiledRule<From, To>> {
  const scopes: Record<ScopeName, CompiledRule<From, To>[]> = {
    message: [],
    test: [],
    observation: [],
    answer: [],
    specimen: [],
    diagnosis: [],
    insurance: [],
  };
  const names = new Set<string>();
  for (const rule of spec.rules ?? []) {
    if (names.has(rule.name)) throw new TypeError(`Two rules are called ${rule.name}`);
    names.add(rule.name);
    scopes[rule.each ?? "message"].push(compileRule(rule, from, to));
  }
  return {
    messageType: spec.messageType ?? defaults.messageType,
    hl7Version: spec.hl7Version ?? defaults.hl7Version,
    scopes,
    coverage: new Coverage(spec),
  };
}

/**
 * Makes a template ready to run; do it once per template version and keep the result.
 * @throws TypeError naming the rule when a path, transform or base template is wrong: {@link validateTemplate} reports it instead
 */
export function compileTemplate(template: Template, lookup: TemplateLookup = findTemplate): CompiledTemplate {
  const whole = resolveTemplate(template, lookup);
  const { orders, results, side } = whole;
  const { hl7Version } = whole;
  const inbound = (spec: MapSpec, messageType: string) =>
    compileMap(spec, { messageType, hl7Version }, hl7Place, contractPath);
  const outbound = (spec: MapSpec, messageType: string) =>
    compileMap(spec, { messageType, hl7Version }, contractPath, hl7Place);
  return {
    template: whole,
    ...(orders && side === "emr" && { inboundOrders: inbound(orders, "ORM^O01") }),
    ...(orders && side === "lis" && { outboundOrders: outbound(orders, "ORM^O01") }),
    ...(results && side === "lis" && { inboundResults: inbound(results, "ORU^R01") }),
    ...(results && side === "emr" && { outboundResults: outbound(results, "ORU^R01") }),
  };
}
