/** A template's rules, understood once: paths parsed, transforms made, rules sorted by scope. */
import type { ContractName } from "~/engine/contract";
import { type FieldPath, type Path, parsePath } from "~/engine/hl7";
import { type CompiledCondition, compileCondition } from "./conditions";
import { type ContractPath, contractField, contractPath, INDEX } from "./contract-path";
import { Coverage } from "./coverage";
import { newSlots, type Slots, slotOf } from "./reach";
import { resolveTemplate, type TemplateLookup } from "./resolve";
import { SCOPE_PLACES, type ScopeName } from "./scopes";
import { findTemplate } from "./shipped";
import { type MapSpec, type Rule, SCOPES, type Template } from "./template";
import { NOTES_AFTER_HEADER, type Transform } from "./transform";
import { transformOrFail } from "./transforms";

/** An HL7 path with a field, split into the segment and the place inside it. */
export interface Hl7Place {
  readonly text: string;
  readonly segment: string;
  /** Where the segments in reach are, in a frame of its map. */
  readonly slot: number;
  readonly occurrence: number | undefined;
  readonly field: number;
  readonly within: FieldPath;
  readonly withinText: string;
}

/** A rule from HL7 (`source` are places) or to HL7 (`source` are contract paths). */
export interface CompiledRule<From, To> {
  readonly rule: Rule;
  readonly sources: readonly From[];
  readonly target: To;
  readonly condition: CompiledCondition<From> | undefined;
  readonly transform: Transform;
  /** Another rule of the scope, earlier in order, may have written the same target. */
  readonly contested: boolean;
  /** The rule's own words, beside the rest so that every rule is read alike. */
  readonly constant: string | undefined;
  readonly fallback: string | undefined;
  readonly required: boolean;
  readonly all: boolean;
  readonly readsEmpty: boolean;
  /** Where its sources are empty, nothing happens and nothing is said. */
  readonly quiet: boolean;
}

/** A rule from HL7 to the contract. */
export type InboundRule = CompiledRule<Hl7Place, ContractPath>;
/** A rule from the contract to HL7. */
export type OutboundRule = CompiledRule<ContractPath, Hl7Place>;
/** A rule between a JSON body and the contract, either way. */
export type JsonRule = CompiledRule<ContractPath, ContractPath>;
export type { ScopeName };

/** The rules of one direction, by scope. */
export interface CompiledMap<R> {
  readonly spec: MapSpec;
  readonly contract: ContractName;
  readonly messageType: string;
  readonly hl7Version: string;
  readonly scopes: Readonly<Record<ScopeName, readonly R[]>>;
  readonly coverage: Coverage;
  readonly slots: Slots;
  /** The notes after the header have a rule of their own, so they are not the patient's. */
  readonly headerNotesApart: boolean;
}

/** A template ready to run, with the directions it has. */
export interface CompiledTemplate {
  /** With what it extends folded in. */
  readonly template: Template;
  /** A rule asks an expression: only the asynchronous functions can apply it. */
  readonly needsAsync: boolean;
  readonly inboundOrders?: CompiledMap<InboundRule>;
  readonly outboundOrders?: CompiledMap<OutboundRule>;
  readonly inboundResults?: CompiledMap<InboundRule>;
  readonly outboundResults?: CompiledMap<OutboundRule>;
  /** JSON bodies; whether they are read or written follows from the side as it does for HL7. */
  readonly jsonOrders?: CompiledMap<JsonRule>;
  readonly jsonResults?: CompiledMap<JsonRule>;
}

function hl7Place(text: string, slots: Slots): Hl7Place {
  const path: Path | undefined = parsePath(text);
  if (path?.field === undefined || path.groups) {
    throw new TypeError(`"${text}" is not an HL7 field path such as PID-3.1`);
  }
  const { field, repetition, component, subcomponent } = path;
  return {
    text,
    segment: path.segment,
    slot: slotOf(slots, path.segment),
    occurrence: path.occurrence,
    field,
    within: { field, repetition, component, subcomponent },
    withinText: text.slice(text.indexOf("-") + 1),
  };
}

function checkField(contract: ContractName, path: string, scope: ScopeName) {
  if (path === INDEX) return undefined;
  const field = contractField(contract, path, scope);
  if (!field)
    throw new TypeError(`the ${contract} has no field ${path}${scope === "message" ? "" : ` in each ${scope}`}`);
  return field;
}

/** Text goes where text is wanted, a list where a list is: what a transform gives has to be what the contract holds. */
function checkShape(contract: ContractName, path: string, scope: ScopeName, { gives }: Transform): void {
  const field = checkField(contract, path, scope);
  if (!field || gives === "any" || gives === field.type) return;
  throw new TypeError(`${path} is ${article(field.type)}, and its transform is for ${article(gives)}`);
}
const article = (word: string) => (word === "object" ? "an object" : `a ${word}`);

interface Sides<From, To> {
  from(text: string, slots: Slots): From;
  to(text: string, slots: Slots): To;
  /** Which side of a rule is the contract's. */
  readonly contractSide: "from" | "to";
}
const INBOUND: Sides<Hl7Place, ContractPath> = { from: hl7Place, to: contractPath, contractSide: "to" };
const OUTBOUND: Sides<ContractPath, Hl7Place> = { from: contractPath, to: hl7Place, contractSide: "from" };
const JSON_IN: Sides<ContractPath, ContractPath> = { from: contractPath, to: contractPath, contractSide: "to" };
const JSON_OUT: Sides<ContractPath, ContractPath> = { from: contractPath, to: contractPath, contractSide: "from" };

const sourcesOf = (rule: Rule) => [rule.from ?? []].flat();

function checkRule(rule: Rule, contract: ContractName, side: "from" | "to", transform: Transform): void {
  const scope = rule.each ?? "message";
  if (rule.each && !SCOPE_PLACES[rule.each].contracts.includes(contract)) {
    throw new TypeError(`the ${contract} has no list for each ${rule.each}`);
  }
  if (rule.from === undefined && rule.constant === undefined && rule.default === undefined) {
    throw new TypeError("has neither from nor constant nor default");
  }
  if (rule.all && transform.gives !== "list") throw new TypeError("all is for transforms that give a list");
  if (side === "to") {
    checkShape(contract, rule.to, scope, rule.from === undefined ? TEXT : transform);
    return;
  }
  for (const path of sourcesOf(rule)) checkField(contract, path, scope);
  for (const path of sourcesOf(rule)) if (path !== INDEX) checkShape(contract, path, scope, transform);
}
const TEXT = transformOrFail("text");

function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** A place as its transform reads it: at the first component, or from other segments than the path says. */
function placeFor<P>(place: P, transform: Transform, slots: Slots): P {
  const { within } = place as { within?: FieldPath };
  if (!within) return place;
  const component = within.component ?? (transform.firstComponent ? 1 : undefined);
  const slot = transform.reach ? { slot: slotOf(slots, transform.reach) } : {};
  return { ...place, within: { ...within, component }, ...slot };
}

function compileRule<From, To>(
  rule: Rule,
  earlier: readonly Rule[],
  contract: ContractName,
  template: Template,
  sides: Sides<From, To>,
  slots: Slots,
): CompiledRule<From, To> {
  try {
    const transform = transformOrFail(rule.transform, template.tables);
    if (template.format === "json" && transform.asks) throw new TypeError("expressions are for HL7 messages");
    const compiled: CompiledRule<From, To> = {
      rule,
      sources: sourcesOf(rule).map((text) => placeFor(sides.from(text, slots), transform, slots)),
      target: sides.to(rule.to, slots),
      condition: rule.when && compileCondition(rule.when, (text) => sides.from(text, slots)),
      transform,
      contested: earlier.some((one) => one.each === rule.each && overlaps(one.to, rule.to)),
      constant: rule.constant,
      fallback: rule.default,
      required: rule.required ?? false,
      all: rule.all ?? false,
      readsEmpty: transform.readsEmpty ?? false,
      quiet: !transform.readsEmpty && !rule.required && rule.constant === undefined && rule.default === undefined,
    };
    checkRule(rule, contract, sides.contractSide, transform);
    return compiled;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "is not usable";
    throw new TypeError(`Rule ${rule.name}: ${reason}`, { cause });
  }
}

function compileMap<From, To>(
  spec: MapSpec,
  contract: ContractName,
  template: Template,
  sides: Sides<From, To>,
): CompiledMap<CompiledRule<From, To>> {
  const rules = spec.rules ?? [];
  const slots = newSlots();
  const scopes = Object.fromEntries(["message" as const, ...SCOPES].map((scope) => [scope, []])) as unknown as Record<
    ScopeName,
    CompiledRule<From, To>[]
  >;
  rules.forEach((rule, i) => {
    scopes[rule.each ?? "message"].push(compileRule(rule, rules.slice(0, i), contract, template, sides, slots));
  });
  const all = Object.values(scopes).flat();
  return {
    spec,
    contract,
    messageType: spec.messageType ?? (contract === "order" ? "ORM^O01" : "ORU^R01"),
    hl7Version: spec.hl7Version ?? template.hl7Version,
    scopes,
    coverage: new Coverage(spec, all),
    slots,
    headerNotesApart: all.some(({ transform }) => transform.reach === NOTES_AFTER_HEADER),
  };
}

/** A map from HL7 or JSON is read, one to it is written: who sends what follows from the side. */
function compileDirections(template: Template): Omit<CompiledTemplate, "template" | "needsAsync"> {
  const { orders, results, side, format = "hl7" } = template;
  if (format === "json") {
    const sides = (reads: boolean) => (reads ? JSON_IN : JSON_OUT);
    return {
      ...(orders && { jsonOrders: compileMap(orders, "order", template, sides(side === "emr")) }),
      ...(results && { jsonResults: compileMap(results, "result", template, sides(side === "lis")) }),
    };
  }
  return {
    ...(orders && side === "emr" && { inboundOrders: compileMap(orders, "order", template, INBOUND) }),
    ...(orders && side === "lis" && { outboundOrders: compileMap(orders, "order", template, OUTBOUND) }),
    ...(results && side === "lis" && { inboundResults: compileMap(results, "result", template, INBOUND) }),
    ...(results && side === "emr" && { outboundResults: compileMap(results, "result", template, OUTBOUND) }),
  };
}

/**
 * Makes a template ready to run; do it once per template version and keep the result.
 * @throws TypeError naming the rule when a path, field, transform, option or base template is wrong: `validateTemplate`
 * and `checkTemplate` report it instead
 */
export function compileTemplate(template: Template, lookup: TemplateLookup = findTemplate): CompiledTemplate {
  const whole = resolveTemplate(template, lookup);
  const maps = compileDirections(whole);
  const all: readonly CompiledMap<{ readonly transform: Transform }>[] = Object.values(maps);
  const needsAsync = all.some(({ scopes }) =>
    Object.values(scopes)
      .flat()
      .some(({ transform }) => transform.asks),
  );
  return { template: whole, needsAsync, ...maps };
}
