import { differingPlaces, parseJson } from "~/engine/json";
import type { JsonPlace } from "~/engine/mapping";
import { aboutPatient } from "./template-masking.server";

/** A JSON body for the page: pretty, with what the mapping ties each place to. */
export interface JsonBody {
  kind: "json";
  value: unknown;
  facts: string;
  /** By path without list positions: the contract's place, or that nothing reads it. */
  notes: Record<string, string>;
}

const plain = (path: string) => path.replace(/\[\d+\]/g, "");

/**
 * Whether a value may be shown although patient data is masked: the envelope, and what a rule ties to a place of the
 * contract that says nothing of the patient. Nobody knows what is in the rest.
 */
function isOpen(path: string, places: readonly JsonPlace[]): boolean {
  if (/^envelope\b/.test(path)) return true;
  const tied = places.filter(({ body }) => path === body || path.startsWith(`${body}.`));
  return tied.length > 0 && tied.every(({ contract }) => !aboutPatient(contract));
}

/** The body without its masked values; they do not leave the server at all. */
function masked(value: unknown, path: string, places: readonly JsonPlace[]): unknown {
  if (Array.isArray(value)) return value.map((one) => masked(one, path, places));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, masked(part, path ? `${path}.${key}` : key, places)]),
    );
  }
  return value === null || isOpen(path, places) ? value : "masked";
}

/**
 * A body as it is shown; nothing for what is not a JSON object.
 * @param places what the template ties; none when it is unknown, and then everything is masked
 */
export function jsonBody(
  bytes: Uint8Array,
  options: { reveal: boolean; places: readonly JsonPlace[]; unmapped?: readonly string[] },
): JsonBody | undefined {
  const parsed = parseJson(bytes);
  if (parsed.kind === "malformed" || typeof parsed.value !== "object") return undefined;
  const { reveal, places, unmapped = [] } = options;
  const ties = places.filter(({ body, contract }) => body !== contract).map(({ body, contract }) => [body, contract]);
  return {
    kind: "json",
    value: reveal ? parsed.value : masked(parsed.value, "", places),
    facts: `JSON, ${new Intl.NumberFormat("en-US").format(bytes.length)} bytes`,
    notes: Object.fromEntries([...ties, ...unmapped.map((path) => [path, "not mapped"])]),
  };
}

/** Places that differ between two bodies, list items counted from 1. Values are shown where they may be. */
export function jsonDifference(
  before: Uint8Array,
  after: Uint8Array,
  { reveal, places }: { reveal: boolean; places: readonly JsonPlace[] },
) {
  const [one, two] = [parseJson(before), parseJson(after)];
  if (one.kind === "malformed" || two.kind === "malformed") return [];
  const nameOf = (path: string) => places.find(({ body }) => body === plain(path))?.contract ?? "";
  return differingPlaces(one.value, two.value)
    .slice(0, 400)
    .map(({ path, before: old, after: now }) => {
      const show = (text: string | undefined) =>
        text === undefined ? "" : reveal || isOpen(plain(path), places) ? text.slice(0, 4_000) : "masked";
      return { path, name: nameOf(path), before: show(old), after: show(now) };
    });
}
