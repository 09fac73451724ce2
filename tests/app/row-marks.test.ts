import { describe, expect, it } from "vitest";
import { differenceWords, markRows } from "~/app/components/mapping/row-marks";

const template = [
  { code: "BLD", value: "Blood" },
  { code: "SER", value: "Serum", note: "tube" },
  { code: "UR", value: "Urine" },
];
const builtIn = [{ code: "M", value: "male" }];

describe("the rows of a connection's value table", () => {
  it("are marked against the template's", () => {
    const rows = [
      { code: "SER", value: "Serum" },
      { code: "BLD", value: "Blood" },
      { code: "CSF", value: "Liquor" },
      { code: "M", value: "other" },
    ];
    const marked = markRows(rows, template, builtIn);
    expect(rows.map(marked.markOf)).toEqual([
      { kind: "changed", before: template[1], builtIn: false },
      { kind: "inherited" },
      { kind: "added" },
      { kind: "changed", before: builtIn[0], builtIn: true },
    ]);
    expect(marked).toMatchObject({ removed: [template[2]], differing: 4, reordered: true });
    expect(differenceWords(marked)).toBe("4 rows differ");
  });

  it("differ by their order alone, as the first of several codes is written", () => {
    const marked = markRows([...template].reverse(), template, builtIn);
    expect(marked).toMatchObject({ removed: [], differing: 0, reordered: true });
    expect(differenceWords(marked)).toBe("Another order");
  });

  it("are the template's when nothing was changed, and a code that stands twice counts once", () => {
    expect(differenceWords(markRows(template, template, builtIn))).toBe("");
    const twice = [...template, { code: "X", value: "x" }, { code: "X", value: "y" }];
    expect(markRows(twice, template, builtIn).differing).toBe(1);
  });
});
