import { expect, test } from "vitest";
import { settledFiles } from "~/engine/pipeline/settled";

let endpoints = 0;
/** Looks at one endpoint; a file is its name, its time, and its size. */
function watch() {
  const endpoint = `end_${endpoints++}`;
  return (now: number, ...files: [name: string, mtime: number | null, size?: number][]) =>
    settledFiles(
      endpoint,
      files.map(([name, mtime, size = 10]) => ({ name, mtime, size })),
      now,
    ).map(({ name }) => name);
}

test("a file has settled when it has looked the same for a second", () => {
  const look = watch();
  expect(look(0, ["a", 5])).toEqual([]);
  expect(look(900, ["a", 5])).toEqual([]);
  expect(look(1_000, ["a", 5, 11])).toEqual([]);
  expect(look(2_000, ["a", 5, 11])).toEqual(["a"]);
});

test("one that was gone begins anew", () => {
  const look = watch();
  look(0, ["a", 5]);
  look(1_000);
  expect(look(2_000, ["a", 5])).toEqual([]);
});

test("one waits for another that a listing has left out and that comes before it", () => {
  const look = watch();
  look(0, ["b", 5]);
  expect(look(1_000, ["a", 5], ["b", 5])).toEqual([]);
  expect(look(2_000, ["a", 5], ["b", 5])).toEqual(["a", "b"]);
});

test("the same where the server tells no times", () => {
  const look = watch();
  look(0, ["b", null]);
  expect(look(1_000, ["a", null], ["b", null])).toEqual([]);
});

test("none waits for one that was written later, or has a later name", () => {
  const look = watch();
  look(0, ["b", 5]);
  expect(look(1_000, ["a", 6], ["b", 5], ["c", 5])).toEqual(["b"]);
});

test("one that goes on growing holds up no other for long", () => {
  const look = watch();
  look(0, ["b", 9]);
  look(1_000, ["a", 1, 1], ["b", 9]);
  expect(look(2_000, ["a", 2, 2], ["b", 9])).toEqual([]);
  expect(look(4_000, ["a", 3, 3], ["b", 9])).toEqual(["b"]);
});

test("one is not held up for ever by ever new ones", () => {
  const look = watch();
  const at = (n: number) => look(n * 1_000, [`a${String(100 - n)}`, 1], ["b", 9]);
  for (let n = 0; n < 30; n++) expect(at(n)).toEqual([]);
  expect(at(30)).toEqual(["b"]);
});
