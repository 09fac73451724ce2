/**
 * What is wrong with items that are to be changed, beside what their form already says: alone, and with everything else
 * of the catalogue. Pure, and one pass over both, so that a file of 50,000 rows takes seconds.
 */
import type { Item, TestItem } from "~/db/schema/compendium";
import { codePattern, isEnding } from "./item";
import { isLoinc } from "./loinc";
import { isUnit } from "./ucum";

/**
 * One thing wrong. `index`: of the item in what was given; `code`: its code; `field`: such as `components.2.unit`.
 * `later`: it may stand in a draft, where another change can still put it right, and stops the release.
 */
export type ItemFinding = { index: number; code: string; field: string; message: string; later?: true };

type Say = (field: string, message: string, later?: true) => void;
type Lookup = (code: string) => Item | undefined;

/** The highest price, in cents. */
const highestPrice = 99_999_999;

/**
 * The findings of `changed`, in the order given, as they would stand in `catalogue`: the items by their code, as they are
 * without the change.
 */
export function checkItems(changed: readonly Item[], catalogue: ReadonlyMap<string, Item>): ItemFinding[] {
  const findings: ItemFinding[] = [];
  const indexes = new Map<string, number>();
  const sayOf = (index: number, code: string): Say => {
    return (field, message, later) => void findings.push({ index, code, field, message, ...(later && { later }) });
  };
  for (const [index, item] of changed.entries()) {
    const say = sayOf(index, item.code);
    if (indexes.has(item.code))
      say("code", `The code ${item.code} is here twice; tests and panels share one list of codes.`);
    else indexes.set(item.code, index);
    const before = catalogue.get(item.code);
    if (before && before.kind !== item.kind)
      say("code", `The code ${item.code} belongs to the ${before.kind} ${before.name}.`);
  }
  const at: Lookup = (code) => changed[indexes.get(code) ?? -1] ?? catalogue.get(code);
  const rounds = cyclesIn(changed, at);
  for (const [index, item] of changed.entries()) {
    const say = sayOf(index, item.code);
    checkBoth(item, at, say);
    if (item.kind === "test") checkTest(item, say);
    else checkPanel(item, at, say, rounds);
  }
  const untouched = [...catalogue.values()].filter((item) => !indexes.has(item.code));
  for (const panel of untouched) {
    if (panel.kind !== "panel" || isEnding(panel)) continue;
    for (const member of panel.members) {
      const index = indexes.get(member);
      const item = index === undefined ? undefined : changed[index];
      if (index === undefined || !item || !isEnding(item)) continue;
      const message = `${member} ends, and the panel ${panel.code} still has it. Decide what takes its place there.`;
      sayOf(index, member)("status", message, true);
    }
  }
  return findings.sort((a, b) => a.index - b.index);
}

function checkBoth(item: Item, at: Lookup, say: Say) {
  if (!codePattern.test(item.code)) say("code", "1 to 20 letters, digits, points, hyphens or underscores.");
  if (item.replacementCode === item.code) say("replacementCode", `A ${item.kind} cannot replace itself.`);
  else if (item.replacementCode && !at(item.replacementCode)) {
    say("replacementCode", `There is no test or panel ${item.replacementCode}.`);
  }
  checkDay(item.discontinuedOn, "discontinuedOn", say);
}

function checkTest(item: TestItem, say: Say) {
  checkDay(item.orderableFrom, "orderableFrom", say);
  if (item.orderableFrom && item.discontinuedOn && item.discontinuedOn < item.orderableFrom) {
    say("discontinuedOn", "It would end before it can be ordered.");
  }
  checkPrice(item.listPriceCents, "listPriceCents", say);
  checkLoinc(item.loinc, "loinc", say);
  for (const [i, price] of item.prices.entries()) {
    checkPrice(price.cents, `prices.${i}.cents`, say);
    checkDay(price.from, `prices.${i}.from`, say);
  }
  for (const i of repeats(item.prices.map((price) => `${price.list} ${price.from}`))) {
    say(`prices.${i}.from`, "This list has a price from that day already.");
  }
  for (const i of repeats(item.components.map((component) => component.code))) {
    say(`components.${i}.code`, `The component ${item.components[i]?.code} is here twice.`);
  }
  for (const i of repeats(item.questions.map((question) => question.code))) {
    say(`questions.${i}.code`, `The question ${item.questions[i]?.code} is here twice.`);
  }
  for (const [i, question] of item.questions.entries()) {
    if (question.answer === "choice" && question.choices.length === 0) {
      say(`questions.${i}.choices`, "A question with a choice needs something to choose from.");
    }
  }
  for (const [i, component] of item.components.entries()) checkComponent(component, `components.${i}`, say);
}

function checkComponent({ loinc, unit, ranges }: TestItem["components"][number], place: string, say: Say) {
  checkLoinc(loinc, `${place}.loinc`, say);
  if (!isUnit(unit)) say(`${place}.unit`, `${unit} is not a UCUM unit. They read like mg/dL, 10*3/uL or {ratio}.`);
  for (const [i, range] of ranges.entries()) {
    const [low, high] = [numberOf(range.low), numberOf(range.high)];
    if (low !== null && high !== null && low > high)
      say(`${place}.ranges.${i}.low`, "The low bound is above the high one.");
    if (range.ageFrom !== null && range.ageTo !== null && range.ageFrom > range.ageTo) {
      say(`${place}.ranges.${i}.ageFrom`, "The range begins at a higher age than it ends.");
    }
  }
}

function checkPanel(item: Item & { kind: "panel" }, at: Lookup, say: Say, rounds: ReadonlySet<string>) {
  checkPrice(item.preferredPriceCents, "preferredPriceCents", say);
  if (item.members.length === 0) say("members", "A panel needs at least one member.");
  for (const i of repeats(item.members)) say("members", `${item.members[i]} is a member twice.`);
  if (item.members.includes(item.code)) say("members", "A panel cannot be its own member.");
  else if (rounds.has(item.code)) say("members", "Through its members this panel would contain itself.");
  if (item.scope === "practices" && item.practiceIds.length === 0) {
    say("practiceIds", "Name the practices that may order it.");
  }
  for (const code of item.members) {
    const member = at(code);
    if (!member) say("members", `There is no test or panel ${code}.`);
    else if (isEnding(member) && !isEnding(item)) {
      say("members", `${code} ends and is a member of this panel. Decide what takes its place.`, true);
    }
  }
}

/** The panels of `changed` that stand in a circle of panels: by Tarjan's strongly connected components, without recursion. */
function cyclesIn(changed: readonly Item[], at: Lookup): Set<string> {
  const inCircle = new Set<string>();
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const panelsIn = (code: string) => {
    const item = at(code);
    return item?.kind === "panel" ? item.members.filter((member) => at(member)?.kind === "panel") : [];
  };
  const lower = (code: string, value: number) => low.set(code, Math.min(low.get(code) ?? value, value));
  const enter = (code: string) => {
    order.set(code, order.size);
    lower(code, order.size - 1);
    open.push(code);
    isOpen.add(code);
    return { code, members: panelsIn(code), next: 0 };
  };
  for (const start of changed) {
    if (start.kind !== "panel" || order.has(start.code)) continue;
    const path = [enter(start.code)];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const member = top.members[top.next++];
      if (member === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent) lower(parent.code, low.get(top.code) ?? 0);
        if (low.get(top.code) === order.get(top.code)) closeCircle(top.code);
      } else if (!order.has(member)) path.push(enter(member));
      else if (isOpen.has(member)) lower(top.code, order.get(member) ?? 0);
    }
  }
  return inCircle;

  function closeCircle(first: string) {
    const circle = open.splice(open.lastIndexOf(first));
    for (const code of circle) {
      isOpen.delete(code);
      if (circle.length > 1) inCircle.add(code);
    }
  }
}

/** The indexes of values that stood before. */
function repeats(values: readonly string[]): number[] {
  const seen = new Set<string>();
  return values.flatMap((value, i) => (seen.size === seen.add(value).size ? [i] : []));
}

function checkPrice(cents: number, field: string, say: Say) {
  if (!Number.isInteger(cents) || cents < 0 || cents > highestPrice) {
    say(field, "The price must read like 12.60, with at most 2 decimals.");
  }
}

function checkLoinc(code: string, field: string, say: Say) {
  if (code !== "" && !isLoinc(code)) say(field, `${code} is not a LOINC code; its last digit does not fit the others.`);
}

function checkDay(day: string | null, field: string, say: Say) {
  if (day !== null && !isDay(day)) say(field, `${day} is not a day. Days read like 2026-12-31.`);
}

/** Whether the text is an ISO 8601 date that there is. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const numberOf = (text: string) => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null);
