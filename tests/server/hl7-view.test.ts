import { expect, test } from "vitest";
import { hl7Segments } from "~/app/server/hl7-view.server";

const bytes = (...lines: string[]) => new TextEncoder().encode(lines.map((line) => `${line}\r`).join(""));
const MESSAGE = bytes(
  "MSH|^~\\&|LAB|LAB|EMR|CLINIC|20260102||ORU^R01^ORU_R01|C-1|P|2.7",
  "PID|1||A1^^^HOSP^MR||Fictus^Alma||19800102|F",
  "PD1|||||||||Y",
  "OBX|1|NM|2345-7^Glucose^LN||99|mg/dL||LL|||F",
);
const field = (reveal: boolean, id: string, number: number) =>
  hl7Segments(MESSAGE, reveal)
    .find((segment) => segment.id === id)
    ?.fields.find((one) => one.number === number);

test("a field comes with its name, its purpose and what its code means, in the message's own version", () => {
  expect(field(false, "OBX", 8)).toMatchObject({
    text: "LL",
    name: "Interpretation codes",
    type: "CWE",
    about: "How the value compares with normal, such as high, critical or resistant.",
    meaning: "Critically low",
  });
  expect(field(false, "OBX", 5)).not.toHaveProperty("meaning");
});

test("the meaning of a hidden code stays hidden with it", () => {
  expect(field(false, "PD1", 9)).toMatchObject({ masked: true, text: "", name: "Separate bill" });
  expect(field(false, "PD1", 9)).not.toHaveProperty("meaning");
  expect(field(true, "PD1", 9)).toMatchObject({ text: "Y", meaning: "Yes" });
});
