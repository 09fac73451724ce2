import { type UIMatch, useMatches } from "@remix-run/react";

export interface Crumb {
  label: string;
  href?: string;
}

/** What a route exports as `handle` to name itself in the top bar; called with its own loader data. */
export interface CrumbHandle<Data = unknown> {
  crumbs: (data: Data) => Crumb[];
}

function hasCrumbs(handle: unknown): handle is CrumbHandle {
  return typeof handle === "object" && handle !== null && "crumbs" in handle && typeof handle.crumbs === "function";
}

/** The crumbs of all open routes, outermost first; a route whose data failed is left out. */
export function useCrumbs(): Crumb[] {
  return useMatches().flatMap((match: UIMatch) =>
    hasCrumbs(match.handle) && match.data !== undefined ? match.handle.crumbs(match.data) : [],
  );
}
