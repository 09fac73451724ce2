import { expect, test } from "vitest";
import { faults, steps, works } from "./matrix";

const files = import.meta.glob<string>("./*.test.ts", { query: "?raw", import: "default", eager: true });
const source = Object.values(files).join("\n");
const timesIn = (text: string, call: string) => text.split(call).length - 1;

// What a file enacts has a scene for each cell, or the file fails; so it is enough that each column and row is enacted.
test.each(Object.keys(faults))("every step that can meet %s has its test", (fault) => {
  const meant = Object.values(steps).some((row) => fault in row);
  expect(timesIn(source, `eachStep("${fault}", {`)).toBe(meant ? 1 : 0);
});

test.each(Object.keys(works))("every fault that can strike a %s has its test", (work) => {
  expect(timesIn(source, `eachFault("${work}", {`)).toBe(1);
});
