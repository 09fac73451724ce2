import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import type { PriceResult, PriceRow } from "./types";

/** The days prices hold that are set now; `until` may be empty. */
export interface Days {
  from: string;
  until: string;
}

/** What the table knows beside its rows: the open cell, the selected rows, the days, the last answer. */
export function usePrices(rows: readonly PriceRow[], today: string) {
  const fetcher = useFetcher<PriceResult>();
  const [open, setOpen] = useState<{ code: string; value: string } | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [days, setDays] = useState<Days>({ from: today, until: "" });
  const [answer, setAnswer] = useState<PriceResult | null>(null);
  const sent = useRef(false);
  const result = fetcher.state === "idle" ? fetcher.data : undefined;
  useEffect(() => {
    if (!result || !sent.current) return;
    sent.current = false;
    setAnswer(result);
    if (result.kind === "done") {
      setOpen(null);
      setSelected(new Set());
    }
  }, [result]);
  const post = (codes: readonly string[], fields: Record<string, string>) => {
    if (fetcher.state !== "idle") return;
    sent.current = true;
    setAnswer(null);
    const form = new FormData();
    for (const code of codes) form.append("codes", code);
    for (const [name, value] of Object.entries({ ...days, ...fields })) form.set(name, value);
    fetcher.submit(form, { method: "post" });
  };
  return {
    open,
    selected,
    days,
    answer,
    busy: fetcher.state !== "idle",
    setDays,
    edit: (row: PriceRow) => {
      setAnswer(null);
      setOpen({ code: row.code, value: row.own ?? "" });
    },
    type: (value: string) => setOpen((cell) => cell && { ...cell, value }),
    cancel: () => {
      setOpen(null);
      setAnswer(null);
    },
    /** Keeps what is typed: a price, or nothing for the list price. */
    save: () => {
      const row = rows.find(({ code }) => code === open?.code);
      if (!open || !row) return;
      const value = open.value.trim();
      if (value === (row.own ?? "")) return setOpen(null);
      const intent = value === "" ? "list" : "price";
      post([row.code], { intent, price: value, seen: row.own ?? "" });
    },
    /** For all that are selected. */
    change: (intent: "percent" | "list", percent = "") => post([...selected], { intent, percent }),
    select: (codes: readonly string[], on: boolean) =>
      setSelected((before) => {
        const after = new Set(before);
        for (const code of codes) {
          if (on) after.add(code);
          else after.delete(code);
        }
        return after;
      }),
  };
}

export type Prices = ReturnType<typeof usePrices>;
