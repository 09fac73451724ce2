/** The rules of a profile against a message. A rule costs as much as there are segments of the name in its path. */
import { type FindingCode, finding, segmentPath } from "./findings";
import { groupsAround, groupsNamed, nthWithin, segmentsWithin } from "./group-path";
import { type FieldPath, formatPath, type Path, parsePath } from "./path";
import type { Condition, ReadProfile, ReadRule } from "./profile";
import { countRepetitions, get, valueAt } from "./read";
import type { Segment } from "./segment";
import { structure } from "./structure";
import type { Finding, Message } from "./types";

/** Longer values are documents; they are not matched against patterns. */
const LONGEST_MATCHED = 2_000;

/** The segment a condition asks about: the rule's own, else the first of that name in the nearest group around it. */
function nearby(message: Message, index: number, target: Path): Segment | undefined {
  const { segments } = message;
  if (target.occurrence === undefined && segments[index]?.id === target.segment) return segments[index];
  for (let around = groupsAround(message, index); around; around = around.parent) {
    const found = nthWithin(message, around.group, target.segment, target.occurrence);
    if (found !== undefined) return segments[found];
  }
  return undefined;
}

function fieldPathOf({ segment: _, occurrence: __, field, ...deeper }: Path): FieldPath | undefined {
  return field === undefined ? undefined : { field, ...deeper };
}

/** Whether a condition holds for the segment at `index`. */
function holds(condition: Condition, message: Message, index: number): boolean {
  if ("all" in condition) return condition.all.every((one) => holds(one, message, index));
  if ("any" in condition) return condition.any.some((one) => holds(one, message, index));
  if ("not" in condition) return !holds(condition.not, message, index);
  const target = parsePath(condition.path);
  const segment = target && nearby(message, index, target);
  const within = target && fieldPathOf(target);
  const value = within ? segment && valueAt(segment, within) : segment?.id;
  return "valued" in condition ? condition.valued === (value !== undefined) : condition.in.includes(value ?? "");
}

type Note = (code: FindingCode, path: string, words: string, index?: number) => void;

function noteFor(rule: ReadRule, findings: Finding[]): Note {
  return (code, path, words, segmentIndex) => {
    const { severity, because } = rule;
    const more = { ...(severity && { severity }), ...(segmentIndex !== undefined && { segmentIndex }) };
    findings.push(finding(code, path, `${path} ${words}${because ? ` ${because}` : ""}`, more));
  };
}

type Demand = "required" | "forbidden" | "none" | "silent";

/** What the rule's usage asks here; `silent` when the whole rule does not hold. */
function demandOf({ usage, when, otherwise }: ReadRule, message: Message, index: number): Demand {
  const held = when === undefined || holds(when, message, index);
  if (usage === "C") return held ? "required" : otherwise === "X" ? "forbidden" : "none";
  if (!held) return "silent";
  return usage === "R" ? "required" : usage === "X" ? "forbidden" : "none";
}

function checkSegmentRule(rule: ReadRule, message: Message, note: Note): void {
  const { root } = structure(message);
  const { segment } = rule.target;
  const groups =
    rule.group === undefined || structure(message).name === undefined ? [root] : groupsNamed(message, rule.group);
  for (const group of groups) {
    const demand = demandOf(rule, message, group.from);
    if (demand === "silent") continue;
    const found = segmentsWithin(message, group, segment);
    const where = group === root ? "the message" : `its ${group.name}`;
    const min = rule.min ?? (demand === "required" ? 1 : 0);
    const at = (n: number) => segmentPath(message, found[n] ?? -1) || segment;
    if (found.length === 0 && min > 0) note("segment-missing", segment, `is missing in ${where}.`, group.from);
    else if (found.length < min) note("too-few", at(0), `is fewer than ${min} times in ${where}.`, found[0]);
    if (demand === "forbidden" && found.length > 0) note("not-supported", at(0), "is not supported here.", found[0]);
    else if (rule.max !== undefined && found.length > rule.max)
      note("too-many", at(rule.max), `is more than ${rule.max} times in ${where}.`, found[rule.max]);
  }
}

function checkText(rule: ReadRule, value: string, path: string, index: number, note: Note): void {
  const { minLength, maxLength, codes, regex, fixed } = rule;
  if (minLength !== undefined && value.length < minLength)
    note("too-short", path, `has fewer than ${minLength} characters.`, index);
  if (maxLength !== undefined && value.length > maxLength)
    note("too-long", path, `has more than ${maxLength} characters.`, index);
  if (codes && !codes.includes(value)) note("not-allowed-code", path, "is not among the codes allowed here.", index);
  if (fixed !== undefined && value !== fixed) note("fixed-mismatch", path, "is not the value agreed on.", index);
  if (regex && (value.length > LONGEST_MATCHED || !regex.test(value)))
    note("pattern-mismatch", path, "does not have the form agreed on.", index);
}

function checkFieldRule(rule: ReadRule, within: FieldPath, message: Message, index: number, note: Note): void {
  const segment = message.segments[index];
  const demand = segment ? demandOf(rule, message, index) : "silent";
  if (!segment || demand === "silent") return;
  const place = parsePath(segmentPath(message, index)) ?? { segment: segment.id };
  const count = countRepetitions(segment, within.field);
  const first = within.repetition ?? 1;
  const last = within.repetition ?? Math.max(count, 1);
  const { repetition: _, ...deeper } = within;
  for (let repetition = first; repetition <= last; repetition++) {
    const path = formatPath({ ...place, ...deeper, ...(repetition > 1 && { repetition }) });
    const value = valueAt(segment, within, repetition);
    if (value === undefined) {
      if (demand === "required") note("required-missing", path, "is required and empty.", index);
      continue;
    }
    if (demand === "forbidden") note("not-supported", path, "is not supported here and has to be empty.", index);
    else checkText(rule, value, path, index, note);
  }
  const field = formatPath({ ...place, field: within.field });
  if (count > 0 && rule.min !== undefined && count < rule.min)
    note("too-few", field, `is there fewer than ${rule.min} times.`, index);
  if (rule.max !== undefined && count > rule.max)
    note("too-many", field, `is there more than ${rule.max} times.`, index);
}

function checkRule(rule: ReadRule, message: Message, findings: Finding[]): void {
  const note = noteFor(rule, findings);
  const within = fieldPathOf(rule.target);
  if (!within) {
    checkSegmentRule(rule, message, note);
    return;
  }
  const { segment, occurrence } = rule.target;
  const all = segmentsWithin(message, structure(message).root, segment);
  const meant = occurrence === undefined ? all : all.slice(occurrence - 1, occurrence);
  for (const index of meant) checkFieldRule(rule, within, message, index, note);
}

function checkScope(profile: ReadProfile, message: Message): Finding[] {
  const findings: Finding[] = [];
  const type = [get(message, "MSH-9.1"), get(message, "MSH-9.2")].filter(Boolean).join("^");
  const scope = (code: FindingCode, path: string, allowed: readonly string[] | undefined, value: string) => {
    if (allowed && !allowed.includes(value))
      findings.push(
        finding(code, path, `${path}: the profile ${profile.name} is not for such messages.`, { segmentIndex: 0 }),
      );
  };
  scope("unsupported-type", "MSH-9", profile.messageTypes, type);
  scope("unsupported-version", "MSH-12", profile.versions, get(message, "MSH-12.1") ?? "");
  scope("unsupported-processing-id", "MSH-11", profile.processingIds, get(message, "MSH-11.1") ?? "");
  return findings;
}

/** What the profile's own rules find; a message it is not for is only told that. */
export function checkProfile(profile: ReadProfile, message: Message): Finding[] {
  const findings = checkScope(profile, message);
  if (findings.some((one) => one.code === "unsupported-type")) return findings;
  for (const rule of profile.rules) checkRule(rule, message, findings);
  return findings;
}
