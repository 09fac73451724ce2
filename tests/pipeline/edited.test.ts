import { describe, expect, test } from "vitest";
import { editable, editedBytes } from "~/engine/pipeline/edited";

const hl7 = Buffer.from(
  [
    "MSH|^~\\&|GATEHOUSE|LAB|EMR|CLINIC|20260102093000||ORU^R01^ORU_R01|OLD|P|2.5.1|||||||8859/1",
    "PID|1||FX-1^^^FICTUS^MR||Fictus^Zoé||19800101|F",
    "ORC|RE|P-1|L-1",
    "OBR|1|P-1|L-1|TSH^TSH^L|||20260101|||||||||||||||20260102|||F",
    "OBX|1|NM|TSH^TSH^L||2.1|mIU/L|0.4-4.0|N|||F",
    "",
  ].join("\r"),
  "latin1",
);
const edit = (from: string | RegExp, to: string) => editedBytes(hl7, editable(hl7).replace(from, to), "NEW");

describe("an edited HL7 text", () => {
  test("is sent in its own character set, under a control ID of its own, whatever was typed there", () => {
    const edited = edit("Zoé", "Noël");
    if (edited.kind !== "good") throw new Error(edited.kind);
    const text = edited.bytes.toString("latin1");
    expect(text).toBe(hl7.toString("latin1").replace("Zoé", "Noël").replace("|OLD|", "|NEW|"));
    expect(edit("|OLD|", "|MINE|")).toEqual({ kind: "good", bytes: expect.any(Buffer) });
  });

  test("that is the same, but for blank lines at its end, is no edit", () => {
    expect(editedBytes(hl7, `${editable(hl7).replaceAll("\n", "\r\n")}\r\n\r\n`, "NEW")).toEqual({ kind: "unchanged" });
  });

  test.each([
    ["a character the set does not have", "Zoé", "Zoë 漢", 2, null],
    ["an empty line in between", "ORC|", "\nORC|", 3, null],
    ["another lab number", "ORC|RE|P-1|L-1", "ORC|RE|P-1|L-2", 3, "ORC-3"],
    ["a test mark", "|P|2.5.1", "|T|2.5.1", 1, "MSH-11"],
  ])("with %s is refused at its line", (_, from, to, line, path) => {
    expect(edit(from, to)).toMatchObject({ kind: "broken", faults: [{ line, path }] });
  });
});

describe("an edited JSON body", () => {
  const body = {
    envelope: { id: "OLD", kind: "result", test: false, to: { facility: "CLINIC" } },
    order: { placerOrderNumber: "P-1" },
    patient: { family: "Fictus" },
  };
  const json = Buffer.from(JSON.stringify(body, null, 2));
  const change = (from: string, to: string) => editedBytes(json, editable(json).replace(from, to), "NEW");

  test("gets an id of its own", () => {
    const edited = change("Fictus", "Other");
    if (edited.kind !== "good") throw new Error(edited.kind);
    expect(JSON.parse(edited.bytes.toString())).toEqual({
      ...body,
      envelope: { ...body.envelope, id: "NEW" },
      patient: { family: "Other" },
    });
  });

  test.each([
    ["that is not JSON", '"Fictus"', "Fictus", 14, null],
    ["of another kind", '"result"', '"order"', 2, "envelope"],
    ["about another order", '"P-1"', '"P-2"', 11, "order.placerOrderNumber"],
    ["without its number", '"placerOrderNumber": "P-1"', '"x": 1', 1, "order.placerOrderNumber"],
  ])("%s is refused at its line", (_, from, to, line, path) => {
    expect(change(from, to)).toMatchObject({ kind: "broken", faults: [{ line, path }] });
  });
});
