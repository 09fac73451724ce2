/** Which rule took what from where to where in one message: what lights up together in the mapping editor. */
import type { Link } from "~/app/components/mapping/types";
import { groupMessage, type Message, parsePath, type Segment, valueAt } from "~/engine/hl7";
import type { Rule, TraceStep } from "~/engine/mapping";
import { segmentPaths } from "./template-places.server";

/** One item of a scope: its place in the contract and its segments in the message. */
interface Item {
  /** `tests[0].`; empty for the whole. */
  readonly prefix: string;
  readonly segments: readonly Segment[];
}

const dotted = (path: string) => path.replace(/\.(\d+)(?=\.|$)/g, "[$1]");

/** The items of every scope of a message, in the order of the contract's lists. */
function itemsOf(message: Message): Record<string, Item[]> {
  const groups = groupMessage(message);
  const orders = groups.orders.filter((order) => order.obr !== undefined);
  const first = (id: string) => message.segments.filter((segment) => segment.id === id);
  const observed = (list: string) =>
    orders.flatMap((order, i) =>
      order.observations.map(({ obx, notes }, j) => ({
        prefix: `tests[${i}].${list}[${j}].`,
        segments: [obx, ...notes],
      })),
    );
  const numbered = (list: string, segments: readonly Segment[]) =>
    segments.map((segment, i) => ({ prefix: `${list}[${i}].`, segments: [segment] }));
  return {
    message: [{ prefix: "", segments: message.segments }],
    test: orders.map((order, i) => ({
      prefix: `tests[${i}].`,
      segments: [order.orc, order.obr, ...order.timings, ...order.notes, ...order.others].filter(
        (one) => one !== undefined,
      ),
    })),
    observation: observed("observations"),
    answer: observed("answers"),
    specimen: numbered("specimens", first("SPM")),
    diagnosis: numbered("diagnoses", first("DG1")),
    insurance: numbered("insurance", first("IN1")),
  };
}

const rootOr = (prefix: string, path: string) => dotted(path.startsWith("/") ? path.slice(1) : prefix + path);

/** Links of a reading, from its trace; rules with a constant or a default are linked to what they filled. */
export function inboundLinks(
  message: Message,
  trace: readonly TraceStep[],
  rules: readonly Rule[],
  has: (path: string) => boolean,
): Link[] {
  const items = itemsOf(message);
  const paths = segmentPaths(message);
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const prefixOf = (rule: Rule, step: TraceStep): string => {
    const list = items[rule.each ?? "message"] ?? [];
    const numbered = /^[a-z]+\[(\d+)\]\./.exec(step.to)?.[1];
    if (rule.each !== "observation" && rule.each !== "answer") return list[Number(numbered ?? 1) - 1]?.prefix ?? "";
    const segment = step.from.split("-")[0];
    return list.find((item) => item.segments.some((one) => paths.get(one) === segment))?.prefix ?? "";
  };
  const read = trace.flatMap((step): Link[] => {
    const rule = byName.get(step.rule);
    return rule ? [{ rule: rule.name, from: [step.from], to: [rootOr(prefixOf(rule, step), rule.to)] }] : [];
  });
  const reached = new Set(read.flatMap((link) => link.to));
  const given = rules
    .filter((rule) => rule.constant !== undefined || rule.default !== undefined)
    .flatMap((rule): Link[] =>
      (items[rule.each ?? "message"] ?? []).flatMap(({ prefix }) => {
        const to = rootOr(prefix, rule.to);
        return reached.has(to) || !has(to) ? [] : [{ rule: rule.name, from: [], to: [to] }];
      }),
    );
  return merged([...read, ...given]);
}

/** Links of a writing: each rule at each item of the written message, where both ends carry something. */
export function outboundLinks(written: Message, rules: readonly Rule[], has: (path: string) => boolean): Link[] {
  const items = itemsOf(written);
  const paths = segmentPaths(written);
  const taken = new Set<string>();
  const links = rules.flatMap((rule): Link[] => {
    const target = parsePath(rule.to);
    if (target?.field === undefined) return [];
    const { field } = target;
    return (items[rule.each ?? "message"] ?? []).flatMap(({ prefix, segments }) => {
      const from = [rule.from ?? []]
        .flat()
        .map((path) => rootOr(prefix, path))
        .find(has);
      const into = segments.find((segment) => segment.id === target.segment);
      if (!into || valueAt(into, { ...target, field }) === undefined) return [];
      if (rule.constant === undefined && rule.default === undefined && !from) return [];
      const to = `${paths.get(into)}${rule.to.slice(rule.to.indexOf("-"))}`;
      if (taken.has(to)) return [];
      taken.add(to);
      return [{ rule: rule.name, from: rule.constant === undefined && from ? [from] : [], to: [to] }];
    });
  });
  return merged(links);
}

/** One link for a place and a rule, however often the trace names it. */
function merged(links: readonly Link[]): Link[] {
  const seen = new Set<string>();
  return links.filter((link) => {
    const key = `${link.rule} ${link.from.join()} ${link.to.join()}`;
    return !seen.has(key) && seen.add(key);
  });
}
