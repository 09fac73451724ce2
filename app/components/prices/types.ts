/** One item with what the practice pays; prices as they are typed. */
export interface PriceRow {
  code: string;
  name: string;
  kind: "test" | "panel";
  list: string;
  /** Its own price today; null: the list price. */
  own: string | null;
  /** "−2.40, 20 % below". */
  difference: string;
  /** "Since 1 Dec" or "1 Dec to 31 Dec". */
  valid: string;
  /** "9.80 from 1 Jan". */
  planned: string;
  setBy: string;
  setAt: string | null;
  historyHref: string;
}

/** What an edit came to; `field`: of the bar, or `price` for the cell. */
export type PriceResult = { kind: "done"; words: string } | { kind: "wrong"; field: string; message: string };
