import { expect, test } from "vitest";
import {
  attachmentsOf,
  CONTRACT_NAMES,
  CONTRACT_VERSION,
  contractFields,
  jsonSchema,
  loincOf,
  observationSchema,
  orderSchema,
  partialDateTime,
  patientSchema,
  resultSchema,
} from "~/engine/contract";

const patient = { identifiers: [{ value: "A1" }], name: { family: "Fictus" } };
const order = {
  contractVersion: CONTRACT_VERSION,
  placerOrderNumber: "P1",
  control: "new",
  patient,
  tests: [{ code: { code: "GLU" } }],
};

test("the smallest order and result hold", () => {
  expect(orderSchema.safeParse(order).success).toBe(true);
  const result = {
    contractVersion: CONTRACT_VERSION,
    status: "final",
    patient,
    tests: [{ code: { text: "Glucose" }, observations: [] }],
  };
  expect(resultSchema.safeParse(result).success).toBe(true);
});

test.each([
  ["no test", { tests: [] }],
  ["a test without a code", { tests: [{ code: { text: "Glucose" } }] }],
  ["no order number", { placerOrderNumber: "" }],
  ["another contract version", { contractVersion: "2.0" }],
  ["an unknown control", { control: "NW" }],
  ["a birth date that is none", { patient: { ...patient, birthDate: "02/01/1980" } }],
])("an order with %s does not hold", (_, change) => {
  expect(orderSchema.safeParse({ ...order, ...change }).success).toBe(false);
});

test("a patient is known by an identifier or a name", () => {
  expect(patientSchema.safeParse({ identifiers: [{ value: "A1" }] }).success).toBe(true);
  expect(patientSchema.safeParse({ name: { given: "Alma" } }).success).toBe(true);
  expect(patientSchema.safeParse({ sex: "female" }).success).toBe(false);
});

test("dates keep the precision they came with", () => {
  for (const text of [
    "2026",
    "2026-11",
    "2026-11-20",
    "2026-11-20T09",
    "2026-11-20T09:41:07.25-05:00",
    "2026-11-20T09:41Z",
  ]) {
    expect(partialDateTime.safeParse(text).success, text).toBe(true);
  }
  for (const text of ["", "26", "2026-1", "20261120", "2026-11-20 09:41"]) {
    expect(partialDateTime.safeParse(text).success, text).toBe(false);
  }
});

test("numbers keep their digits", () => {
  const observation = (value: string) =>
    observationSchema.safeParse({ code: { code: "X" }, value: { kind: "numeric", value } });
  expect(observation("5.00").data?.value).toEqual({ kind: "numeric", value: "5.00" });
  for (const value of ["5,0", "", "1e", ">5", "NaN"]) expect(observation(value).success, value).toBe(false);
});

test.each(CONTRACT_NAMES)("every field of the %s contract is described, for people and as JSON Schema", (name) => {
  const fields = contractFields(name);
  for (const { path, description } of fields) expect(description, path).toMatch(/^[A-Z].*[.:+]$/);
  expect(new Set(fields.map(({ path }) => path)).size).toBe(fields.length);
  const path = (text: string) => fields.find((field) => field.path === text);
  expect(path("patient")).toMatchObject({ type: "object", required: true });
  expect(path("patient.identifiers[].value")).toMatchObject({ type: "text", required: true });
  expect(path("patient.birthDate")).toMatchObject({ type: "text", required: false });
  expect(path("tests[].code.code")).toMatchObject({ type: "text" });
  expect(path("contractVersion")?.values).toEqual([CONTRACT_VERSION]);
  expect(jsonSchema(name)).toMatchObject({ type: "object", properties: { patient: { type: "object" } } });
  expect(JSON.parse(JSON.stringify(jsonSchema(name)))).toEqual(jsonSchema(name));
});

test("the value of an observation lists the fields of all its kinds", () => {
  const fields = contractFields("result");
  const kind = fields.find(({ path }) => path === "tests[].observations[].value.kind");
  expect(kind).toMatchObject({ required: true });
  expect(kind?.values).toContain("structuredNumeric");
  const value = fields.find(({ path }) => path === "tests[].observations[].value.mediaType");
  expect(value).toMatchObject({ required: false });
});

test("LOINC is found beside a local code, and documents among the observations", () => {
  expect(loincOf({ code: "2345-7", system: "LN" })).toBe("2345-7");
  expect(loincOf({ code: "GLU", system: "L", alternate: { code: "2345-7", system: "LN" } })).toBe("2345-7");
  expect(loincOf({ code: "GLU" })).toBeUndefined();
  const document = { kind: "document", mediaType: "application/pdf", encoding: "base64", data: "JVBE" };
  const result = resultSchema.parse({
    contractVersion: CONTRACT_VERSION,
    status: "final",
    patient,
    tests: [{ code: { code: "GLU" }, observations: [{ code: { text: "Report" }, value: document }] }],
  });
  expect(attachmentsOf(result)).toEqual([{ path: "tests[0].observations[0].value", title: "Report", document }]);
  expect(attachmentsOf(orderSchema.parse(order))).toEqual([]);
});
