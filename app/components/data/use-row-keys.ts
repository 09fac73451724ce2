import { type RefObject, useEffect } from "react";

const typing = "input, textarea, select, [contenteditable='true'], [role='dialog'], [role='menu']";

/** j and k move the focus down and up the rows' links while nobody is typing. */
export function useRowKeys(body: RefObject<HTMLElement>, on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "j" && event.key !== "k") return;
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(typing)) return;
      const links = [...(body.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])];
      const focused = document.activeElement instanceof HTMLElement ? links.indexOf(document.activeElement) : -1;
      const open = links.findIndex((link) => link.getAttribute("aria-current") === "true");
      const from = focused >= 0 ? focused : open;
      links[Math.min(links.length - 1, Math.max(0, from + (event.key === "j" ? 1 : -1)))]?.focus();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [body, on]);
}
