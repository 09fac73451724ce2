/**
 * Profiles: what partners agreed about their messages beyond the standard, as plain data that can be kept as
 * JSON. {@link Profile} is the shape; `readProfile` checks data of that shape.
 */
import type { FindingCode } from "./findings";
import type { Path } from "./path";
import type { Severity } from "./types";

/**
 * Usage, as implementation guides write it (HL7 v2.5.1 chapter 2.12.6): `R` required; `RE` required of the sender's
 * system but may be empty, so nothing is checked; `C` required where the rule's `when` holds, and `otherwise` elsewhere;
 * `X` not supported, must be empty; `O` optional, which takes back a usage from a profile that is extended.
 */
export type Usage = "R" | "RE" | "C" | "X" | "O";

/**
 * A question about a message. Its path is answered near the segment the rule looks at: in that segment itself, else in
 * the nearest group around it that has such a segment. A path without a field asks whether the segment is there.
 */
export type Condition =
  | { readonly path: string; readonly valued: boolean }
  | { readonly path: string; readonly in: readonly string[] }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** One thing asked of a message, of every segment, repetition or component that its path can mean. */
export interface Rule {
  /** Where: `PID-3.1`, `OBX-5`, or a segment alone, `SPM`. Without numbers in brackets it means all of them. */
  readonly path: string;
  /** Tells rules for one path apart; a rule replaces one of the same id, or path when there is none, that is extended. */
  readonly id?: string;
  /** For a segment: asked in every group of this name, such as `ORDER_OBSERVATION`, instead of once in the message. */
  readonly group?: string;
  readonly usage?: Usage;
  /** Usage where the condition of a `C` does not hold; `RE` when absent. */
  readonly otherwise?: "X" | "RE" | "O";
  /** Where it does not hold the rule is silent, but for the usage of a `C`. */
  readonly when?: Condition;
  /** Repetitions of a valued field, or segments. */
  readonly min?: number;
  readonly max?: number;
  /** Characters of the value, escapes resolved. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The only values allowed. */
  readonly codes?: readonly string[];
  /** A regular expression that the whole value has to match. */
  readonly pattern?: string;
  /** The one value allowed. */
  readonly fixed?: string;
  /** Instead of the severity the kind of finding usually has. */
  readonly severity?: Severity;
  /** Said to people after what was found: why it is asked. Never holds patient data. */
  readonly because?: string;
}

export interface Profile {
  readonly name: string;
  readonly description?: string;
  /** Names of the profiles whose rules come first. Without any, only the rules here hold; `base` brings the standard. */
  readonly extends?: readonly string[];
  /** Types it is for, `ORU^R01`; any when absent. */
  readonly messageTypes?: readonly string[];
  /** Versions it is for, `2.5.1`; any when absent. */
  readonly versions?: readonly string[];
  /** Processing ids (MSH-11) it is for; any when absent. */
  readonly processingIds?: readonly string[];
  /** Other severities for kinds of findings, by code; `off` drops them. */
  readonly severities?: Readonly<Partial<Record<FindingCode, Severity | "off">>>;
  /** Checks that rules cannot say: `standard` (structure, fields, types, tables) and `clia` (see `cliaReport`). */
  readonly checks?: readonly ProfileCheck[];
  readonly rules?: readonly Rule[];
}

export const PROFILE_CHECKS = ["standard", "clia"] as const;
export type ProfileCheck = (typeof PROFILE_CHECKS)[number];

/** A rule with its path and pattern understood. */
export interface ReadRule extends Rule {
  readonly target: Path;
  readonly regex?: RegExp;
}

/** A profile ready for use: everything it extends taken in. */
export interface ReadProfile extends Omit<Profile, "extends" | "rules" | "checks" | "severities"> {
  readonly severities: Readonly<Partial<Record<string, Severity | "off">>>;
  readonly checks: ReadonlySet<ProfileCheck>;
  readonly rules: readonly ReadRule[];
}

export type ProfileResult =
  | { readonly kind: "profile"; readonly profile: ReadProfile }
  /** `at` names the place in the profile, such as `rules[3].usage`. */
  | { readonly kind: "unreadable"; readonly at: string; readonly reason: string };
