/** Versions of LOINC, such as 2.80 or 1.0m: the numbers in them count, not the letters. Pure. */

/** Whether `one` came after `other`: 2.80 after 2.8 and 2.73. */
export function isLater(one: string, other: string): boolean {
  const [left, right] = [numbersIn(one), numbersIn(other)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const step = (left[i] ?? -1) - (right[i] ?? -1);
    if (step !== 0) return step > 0;
  }
  return false;
}

const numbersIn = (version: string) => [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits));
