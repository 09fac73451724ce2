import type { RefObject } from "react";
import { useKeys } from "./use-keys";

/** j and k move the focus down and up the rows' links, o opens the row that has it. */
export function useRowKeys(body: RefObject<HTMLElement>, on: boolean): void {
  const links = () => [...(body.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])];
  const focused = (all: HTMLElement[]) => all.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  const move = (by: 1 | -1) => {
    const all = links();
    const here = focused(all);
    const from = here >= 0 ? here : all.findIndex((link) => link.getAttribute("aria-current") === "true");
    all[Math.min(all.length - 1, Math.max(0, from + by))]?.focus();
  };
  const open = () => {
    const all = links();
    all[focused(all)]?.click();
  };
  useKeys({ j: () => move(1), k: () => move(-1), o: open }, on);
}
