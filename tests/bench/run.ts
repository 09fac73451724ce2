/**
 * Benchmarks by name: `npm run bench -- hl7 [--json]`. Each prints a table; with `--json` the last line is one object
 * `{ name, rows: [{ what, value, unit, ratio?, against? }], method }`.
 */
import type { Bench, BenchRow } from "./measure";

const BENCHES: Record<string, () => Promise<{ bench: Bench }>> = {
  hl7: () => import("./hl7"),
  mapping: () => import("./mapping"),
  pipeline: () => import("./pipeline"),
  idle: () => import("./idle"),
  web: () => import("./web"),
  compendium: () => import("./compendium"),
};

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}

function print(rows: readonly BenchRow[]): void {
  const lines = rows.map((row) => [
    row.what,
    format(row.value),
    row.unit,
    row.ratio === undefined ? "" : `${row.ratio.toPrecision(3)} x ${row.against ?? ""}`,
  ]);
  const widths = [0, 1, 2].map((i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  for (const [what = "", value = "", unit = "", ratio = ""] of lines) {
    const columns = [what.padEnd(widths[0] ?? 0), value.padStart(widths[1] ?? 0), unit.padEnd(widths[2] ?? 0), ratio];
    console.log(columns.join("  ").trimEnd());
  }
}

const [name = "", ...options] = process.argv.slice(2);
const load = BENCHES[name];
if (!load) {
  console.error(`Which benchmark? ${Object.keys(BENCHES).join(", ")}`);
  process.exit(1);
}
const { bench } = await load();
const { rows, method } = await bench();
print(rows);
console.log(`\n${method}`);
if (options.includes("--json")) console.log(JSON.stringify({ name, rows, method }));
