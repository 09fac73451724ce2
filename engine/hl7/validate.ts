/** A message against the standard and against what partners agreed on: everything found, in the order of the message. */
import { checkFields } from "./check-fields";
import { checkProfile } from "./check-profile";
import { cliaReport } from "./clia";
import { finding } from "./findings";
import type { Profile, ReadProfile } from "./profile";
import { get } from "./read";
import { builtInProfile, readProfile } from "./read-profile";
import { structure } from "./structure";
import type { Finding, Message } from "./types";

const read = new WeakMap<Profile, ReadProfile>();

/**
 * A profile ready for use, from a built-in name or data.
 * @throws TypeError when there is none of that name, or a part of it cannot be read; the message names the part
 */
export function profileOrFail(profile: Profile | string): ReadProfile {
  const given = typeof profile === "string" ? builtInProfile(profile) : profile;
  if (!given) throw new TypeError(`There is no profile named ${String(profile)}`);
  const known = read.get(given);
  if (known) return known;
  const result = readProfile(given);
  if (result.kind === "unreadable") throw new TypeError(`The profile's ${result.at} ${result.reason}`);
  read.set(given, result.profile);
  return result.profile;
}

function checkStandard(message: Message): Finding[] {
  const version = get(message, "MSH-12.1");
  const fields = message.segments.flatMap((_, index) => checkFields(message, index, version));
  return [...structure(message).findings, ...fields];
}

function checkClia(message: Message): Finding[] {
  return cliaReport(message)
    .items.filter(({ ok }) => !ok)
    .map(({ path = "", why, segmentIndex }) =>
      finding("report-incomplete", path, `${path}: the report lacks something. ${why}`, {
        ...(segmentIndex !== undefined && { segmentIndex }),
      }),
    );
}

/**
 * What is wrong with a message, or worth knowing, by a profile: a built-in name, data of that shape, or one already read.
 * Without a profile, the standard alone (`base`). The findings come in the order of the segments they are about.
 * @throws TypeError as {@link profileOrFail}
 */
export function validate(message: Message, profile: Profile | ReadProfile | string = "base"): Finding[] {
  const used = typeof profile !== "string" && isRead(profile) ? profile : profileOrFail(profile);
  const found = [
    ...(used.checks.has("standard") ? checkStandard(message) : []),
    ...checkProfile(used, message),
    ...(used.checks.has("clia") ? checkClia(message) : []),
  ];
  const findings: Finding[] = [];
  const seen = new Map<string, number>();
  for (const one of found) {
    const severity = used.severities[one.code] ?? one.severity;
    if (severity === "off") continue;
    // A profile may ask for what the standard asks for already; the profile's words come last and win.
    const key = `${one.code} ${one.path} ${one.segmentIndex}`;
    const known = seen.get(key);
    if (known === undefined) {
      seen.set(key, findings.length);
      findings.push({ ...one, severity });
    } else {
      findings[known] = { ...one, severity };
    }
  }
  return findings.sort((a, b) => (a.segmentIndex ?? 0) - (b.segmentIndex ?? 0));
}

function isRead(profile: Profile | ReadProfile): profile is ReadProfile {
  return profile.checks instanceof Set;
}
