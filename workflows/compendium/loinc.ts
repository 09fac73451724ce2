/** Whether `code` is a LOINC code: up to seven digits, a hyphen and their check digit, Mod 10 (LOINC Users' Guide, appendix C). Pure. */
export function isLoinc(code: string): boolean {
  const parts = /^(\d{1,7})-(\d)$/.exec(code);
  return parts?.[1] !== undefined && checkDigit(parts[1]) === Number(parts[2]);
}

/** The Mod 10 check digit of a LOINC code's digits. */
export function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
