/** Units as UCUM writes them (the Unified Code for Units of Measure, case sensitive), as far as laboratories use it. Pure. */

/** Atoms that take a prefix such as m or u. */
const metric = new Set(
  "m s g K Cd C rad mol Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv L l U [IU] [iU] eq osm kat bar cal t B Np u eV ar sr [arb'U]"
    .split(" ")
    .concat("m[H2O]", "m[Hg]"),
);

/** Atoms that take none. */
const plain = new Set(
  "% [ppth] [ppm] [ppb] [ppq] [pptr] [pH] min h d wk mo a mo_j a_j deg ' '' [degF] [in_i] [ft_i] [lb_av] [oz_av] [drp] [HPF] [LPF] [CFU] [cfu] [PFU] [FFU] [CCID_50] [TCID_50] [EID_50] [LD50] [D'ag'U] [GPL'U] [MPL'U] [APL'U] [USP'U] [ELU] [EU] [AU] [BAU] [Ehrlich'U] [todd'U] [knk'U] [anti'Xa'U] [S] [MET] [gal_us] [pt_us] [foz_us] [cup_us] [tbs_us] [tsp_us] [den] [mclg'U] [Lf] [hnsf'U] [hp_X] 10* 10^ [Amb'a'1'U] [HP_X] [car_Au]".split(
    " ",
  ),
);

const prefixes = [
  "",
  "da",
  "Y",
  "Z",
  "E",
  "P",
  "T",
  "G",
  "M",
  "k",
  "h",
  "d",
  "c",
  "m",
  "u",
  "n",
  "p",
  "f",
  "a",
  "z",
  "y",
];

/** The longest unit read; UCUM itself names none. */
const longest = 40;

/**
 * Whether `unit` can be read: components between points and slashes, each an atom with prefix and exponent, a number, or
 * a term in brackets, any of them with a remark in braces, such as `mg/dL`, `10*3/uL`, `mL/min/{1.73_m2}`. An empty one
 * is no unit, which is allowed.
 */
export function isUnit(unit: string): boolean {
  if (unit === "") return true;
  if (unit.length > longest || /[^\x21-\x7e]/.test(unit)) return false;
  const pieces = unit.match(/\{[^{}]*\}|\[[^[\]]*\]|[()./]|[^()./{}[\]]+/g);
  if (pieces?.join("") !== unit) return false;
  const rest = term(pieces, unit.startsWith("/") ? 1 : 0);
  return rest === pieces.length;
}

/** Reads a term from `at` on; the place behind it, or -1 where there is none. */
function term(pieces: string[], from: number): number {
  let at = component(pieces, from);
  while (at >= 0 && (pieces[at] === "." || pieces[at] === "/")) at = component(pieces, at + 1);
  return at;
}

function component(pieces: string[], from: number): number {
  if (pieces[from] === "(") {
    const end = term(pieces, from + 1);
    return end >= 0 && pieces[end] === ")" ? end + 1 : -1;
  }
  let at = from;
  let text = "";
  for (let piece = pieces[at]; piece !== undefined && !/^[()./{]/.test(piece); piece = pieces[++at]) text += piece;
  const remark = pieces[at]?.startsWith("{") ?? false;
  if (remark) at++;
  if (text === "" ? !remark : !isSimple(text)) return -1;
  return at;
}

/** A number, or an atom with its prefix and exponent. */
function isSimple(text: string): boolean {
  if (/^[1-9]\d*$/.test(text)) return true;
  if (isAtom(text)) return true;
  const parts = /^(.*?[^\d+-])([+-]?\d+)$/.exec(text);
  return parts?.[1] !== undefined && isAtom(parts[1]);
}

function isAtom(text: string): boolean {
  if (plain.has(text)) return true;
  return prefixes.some((prefix) => text.startsWith(prefix) && metric.has(text.slice(prefix.length)));
}
