import type { ShadowComparison } from "~/db/schema/shadow";
import { differingFields, parse } from "~/engine/hl7";
import { differingPlaces, looksLikeJson, parseJson } from "~/engine/json";
import type { Understanding } from "./understanding";

/** How one message compares under two configurations. Paths and codes only, never a value. Pure. */

/** What becomes of a message: what goes out, or why nothing does. */
export type Made = Pick<Understanding, "state" | "reasonCode" | "outbound" | "outboundName">;

/** The kinds of difference of one message are kept up to this number; more of them say no more. */
const mostKinds = 100;

/** Holds what the candidate makes of a message against what the configuration in force makes of it. */
export function compareMade(live: Made, candidate: Made): { comparison: ShadowComparison; kinds: string[] } {
  if (!live.outbound && !candidate.outbound) return { comparison: "both-fail", kinds: [] };
  if (!candidate.outbound)
    return { comparison: "candidate-only-fails", kinds: [`stops/${candidate.reasonCode ?? ""}`] };
  if (!live.outbound) return { comparison: "live-only-fails", kinds: [`passes/${live.reasonCode ?? ""}`] };
  const kinds = [
    ...(live.outbound.equals(candidate.outbound) ? [] : kindsBetween(live.outbound, candidate.outbound)),
    ...(live.outboundName === candidate.outboundName ? [] : ["file name"]),
  ];
  return { comparison: kinds.length === 0 ? "same" : "different", kinds: kinds.slice(0, mostKinds) };
}

/** Where two messages differ, repetitions put together: `OBX-5`, `tests.code`; `format` or `bytes` for what has no path. */
function kindsBetween(before: Buffer, after: Buffer): string[] {
  const json = looksLikeJson(before);
  if (json !== looksLikeJson(after)) return ["format"];
  const paths = json ? jsonPaths(before, after) : hl7Paths(before, after);
  const kinds = [...new Set(paths.map((path) => path.replace(/\[\d+\]/g, "")))];
  return kinds.length > 0 ? kinds : ["bytes"];
}

function hl7Paths(before: Buffer, after: Buffer): string[] {
  const [one, two] = [parse(before), parse(after)];
  if (one.kind === "malformed" || two.kind === "malformed") return [];
  return differingFields(one.message, two.message).map(({ path }) => path);
}

function jsonPaths(before: Buffer, after: Buffer): string[] {
  const [one, two] = [parseJson(before), parseJson(after)];
  if (one.kind === "malformed" || two.kind === "malformed") return [];
  return differingPlaces(one.value, two.value).map(({ path }) => path);
}
