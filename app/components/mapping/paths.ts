/** How places, links and rules find each other by path. */
import type { Link, MapParts, PathChoice, PlaceRow, Vocabulary } from "./types";

/** Whether one path is the other or inside it: `OBR-4` holds `OBR-4.1`, `tests[0]` holds `tests[0].code`. */
export function holds(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  return inner.startsWith(outer) && /^[.[-]/.test(inner.slice(outer.length));
}

const touches = (one: string, other: string): boolean => holds(one, other) || holds(other, one);

/** What is lit: a place of the source, a rule, a place of the target, or nothing. */
export type Spot = { pane: "source" | "target"; key: string } | { pane: "rule"; key: string } | null;

export interface Lit {
  source: ReadonlySet<string>;
  rules: ReadonlySet<string>;
  target: ReadonlySet<string>;
}

export const nothingLit: Lit = { source: new Set(), rules: new Set(), target: new Set() };

/** The links that go through a spot. */
export function linksAt(spot: Spot, links: readonly Link[]): Link[] {
  if (!spot) return [];
  const { pane, key } = spot;
  if (pane === "rule") return links.filter((link) => link.rule === key);
  const side = pane === "source" ? "from" : "to";
  const exact = links.filter((link) => link[side].includes(key));
  return exact.length > 0 ? exact : links.filter((link) => link[side].some((path) => touches(path, key)));
}

/** Everything that lights up with a spot. */
export function litBy(spot: Spot, links: readonly Link[]): Lit {
  if (!spot) return nothingLit;
  const through = linksAt(spot, links);
  const own = (pane: "source" | "target", paths: string[]) => new Set(spot.pane === pane ? [spot.key] : paths);
  return {
    source: own(
      "source",
      through.flatMap((link) => link.from),
    ),
    rules: new Set(spot.pane === "rule" ? [spot.key] : through.map((link) => link.rule)),
    target: own(
      "target",
      through.flatMap((link) => link.to),
    ),
  };
}

/** Which rows stand for the lit paths: the row itself, its parts, or what it is a part of when it has no row of its own. */
export function litRows(paths: ReadonlySet<string>, keys: readonly string[]): ReadonlySet<string> {
  const rows = new Set<string>();
  for (const path of paths) {
    const own = keys.filter((key) => holds(path, key));
    if (own.length > 0) {
      for (const key of own) rows.add(key);
      continue;
    }
    const outer = keys.filter((key) => holds(key, path)).sort((a, b) => b.length - a.length)[0];
    if (outer) rows.add(outer);
  }
  return rows;
}

type Scope = Vocabulary["scopes"][number];

/** Where a JSON body has the items of a scope, list positions left out: `order.items.`. */
function bodyPrefix(scope: Scope | undefined, scopes: readonly Scope[], lists: MapParts["lists"]): string {
  if (!scope || scope.prefix === "") return "";
  const outer = scope.prefix.replace(/[^.]+\.$/, "");
  const list = scope.prefix.slice(outer.length).replace("[].", "");
  return `${bodyPrefix(
    scopes.find(({ prefix }) => prefix === outer),
    scopes,
    lists,
  )}${lists?.[scope.value] ?? list}.`;
}

/** Places of a JSON body as a rule of this scope writes them: from its item on. */
export function bodyPaths(
  rows: readonly PlaceRow[],
  each: string | undefined,
  scopes: readonly Scope[],
  lists: MapParts["lists"],
): PathChoice[] {
  const inside = bodyPrefix(
    scopes.find(({ value }) => value === (each ?? "")),
    scopes,
    lists,
  );
  const depth = (inside.match(/\./g) ?? []).length;
  const paths = rows.flatMap(({ key }) => {
    const plain = key.replace(/\[\d+\]/g, "");
    const rest = plain.startsWith(inside) ? plain.slice(inside.length) : "";
    // What lies in a further list is a matter of that list's own scope.
    const further = key.split(".").slice(depth).join(".").includes("[");
    return rest === "" || further ? [] : [rest];
  });
  return [...new Set(paths)].map((path) => ({ path, name: "" }));
}
