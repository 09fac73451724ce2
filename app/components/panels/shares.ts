/** What each member is of a panel. Prices are cents. */
export interface Share {
  /** Of the members' prices alone, 0 to 1. */
  share: number;
  /** Of the panel's price; all of them together are that price. */
  cents: number;
}

/**
 * Splits a panel's price over its members by what they cost alone; whole cents go where the remainder is largest, so that
 * nothing is lost. Members that cost nothing alone share evenly where all of them do.
 */
export function sharesOf(price: number, members: readonly { cents: number }[]): Share[] {
  const sum = members.reduce((total, { cents }) => total + cents, 0);
  const parts = members.map(({ cents }) => {
    const share = sum > 0 ? cents / sum : 1 / members.length;
    return { share, exact: share * price, cents: Math.floor(share * price) };
  });
  const left = price - parts.reduce((total, { cents }) => total + cents, 0);
  const byRemainder = [...parts].sort((a, b) => b.exact - b.cents - (a.exact - a.cents));
  for (let i = 0; i < left; i++) {
    const part = byRemainder[i % byRemainder.length];
    if (part) part.cents++;
  }
  return parts.map(({ share, cents }) => ({ share, cents }));
}

/** A price as it is typed, in cents; null where it is none. */
export function centsOf(typed: string): number | null {
  const text = typed.trim();
  return /^\d{1,6}(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : null;
}

/** How far a price is below the members alone, in whole percent; below 0 where it costs more. Null where they cost nothing. */
export const discountOf = (price: number, sum: number): number | null =>
  sum > 0 ? Math.round((1 - price / sum) * 100) : null;
