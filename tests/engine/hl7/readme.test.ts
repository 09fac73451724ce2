import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import * as hl7 from "~/engine/hl7";

const readme = readFileSync("engine/hl7/README.md", "utf8");

test("the table of findings is the one in the code", () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` \| (error|warning|info) \| (.+) \|$/gm)];
  expect(rows.map(([, code, severity, when]) => [code, severity, when])).toEqual(
    Object.entries(hl7.FINDINGS).map(([code, { severity, when }]) => [code, severity, when]),
  );
});

test("the examples say what they say they do", async () => {
  let checked = 0;
  const check = (actual: unknown, expected: unknown) => {
    checked++;
    expect(actual).toEqual(expected);
  };
  // The examples build on each other: one script, `expression; // → value` a check, imports from the library.
  const source = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
    .map(([, block = ""]) => block)
    .join("\n")
    .replace(
      /^import (\{[^}]*\}) from ".\/index";$/gm,
      (_, names: string) => `const ${names.replace(/ as /g, ": ")} = hl7;`,
    )
    .replace(/^(.+); \/\/ → (.+)$/gm, "check(($1), ($2));");
  const { code } = transformSync(`async function run(hl7, check) {\n${source}\n}`, { loader: "ts", target: "node20" });
  const run = new Function(`${code}; return run;`)();
  await run(hl7, check);
  expect(checked).toBeGreaterThan(20);
});
