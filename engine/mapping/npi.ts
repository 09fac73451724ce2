/** A National Provider Identifier ends in a Luhn digit computed with the prefix 80840 (45 CFR 162.406). */
export function isNpi(id: string): boolean {
  const first = id.charCodeAt(0);
  if (id.length !== 10 || (first !== 49 && first !== 50)) return false;
  // What 80840 adds to the sum.
  let sum = 24;
  for (let at = 0; at < 10; at++) {
    const digit = id.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return false;
    const doubled = at % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
