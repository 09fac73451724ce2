import { useLocation } from "@remix-run/react";
import { useEffect } from "react";

/** The three ways to decide, as the address names them after `#`. */
export type DecisionPart = "approve" | "reject" | "ask";

/** The id of a part's own place in the panel of request `id`. */
export const partId = (part: DecisionPart, id: string) => `${part}-${id}`;

/** Opens the part that the address names and moves the focus to the field it begins with. */
export function useDecisionPart(id: string): void {
  const { hash, key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same address visited again (a new key) moves the focus again.
  useEffect(() => {
    const place = document.getElementById(`${hash.slice(1)}-${id}`);
    if (!place) return;
    if (place instanceof HTMLDetailsElement) place.open = true;
    const first =
      place.querySelector<HTMLElement>("[name='reason']") ??
      place.querySelector<HTMLElement>("select[name], textarea[name]");
    first?.focus();
    first?.scrollIntoView({ block: "nearest" });
  }, [hash, key, id]);
}
