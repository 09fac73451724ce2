import { codePattern } from "./item";

/** The longest code, without the number that tells it from another. */
const longest = 16;
const small = new Set(["the", "of", "and", "for", "at", "a", "group", "practice", "clinic", "llc", "inc", "pc"]);

/**
 * A code for a panel that nobody has yet: `P-` with the first word of the practice's name, and a number where that is
 * taken. What HL7 would have to escape never comes into it. Pure.
 * @param taken codes of tests and panels, drafted ones among them
 */
export function freeCode(practice: string, taken: ReadonlySet<string>): string {
  const words = practice
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word && !small.has(word.toLowerCase()));
  const [first = "PANEL"] = words;
  const stem = `P-${first}`.slice(0, longest);
  for (let number = 1; ; number++) {
    const code = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.has(code) && codePattern.test(code)) return code;
  }
}
