import type { KeyboardEvent } from "react";
import styles from "./prices.module.css";
import type { PriceRow } from "./types";
import type { Prices } from "./use-prices";

/** What the practice pays; Enter or a click opens it, Enter keeps it, Escape leaves it. */
export function PriceCell({ row, prices }: { row: PriceRow; prices: Prices | null }) {
  const words = row.own ?? <span className="gh-dim">List price</span>;
  if (!prices) return <>{words}</>;
  if (prices.open?.code === row.code) {
    const wrong = prices.answer?.kind === "wrong" && prices.answer.field === "price" ? prices.answer.message : null;
    const keys = (event: KeyboardEvent<HTMLInputElement>) => {
      if (event.key === "Enter") prices.save();
      else if (event.key === "Escape") prices.cancel();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    return (
      <span className={styles.editing}>
        <input
          value={prices.open.value}
          // biome-ignore lint/a11y/noAutofocus: the cell was opened to type in it.
          autoFocus
          inputMode="decimal"
          placeholder={row.list}
          aria-label={`Price of ${row.code}`}
          aria-invalid={wrong !== null}
          {...(wrong ? { "aria-describedby": `wrong-${row.code}` } : {})}
          onChange={(event) => prices.type(event.currentTarget.value)}
          onKeyDown={keys}
        />
        {wrong ? (
          <span id={`wrong-${row.code}`} role="alert" data-tone="stop" className={styles.wrong}>
            {wrong}
          </span>
        ) : null}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={styles.cell}
      onClick={() => prices.edit(row)}
      aria-label={`Price of ${row.code}: ${row.own ?? "list price"}`}
    >
      {words}
    </button>
  );
}
