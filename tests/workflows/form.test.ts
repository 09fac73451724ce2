import { describe, expect, test } from "vitest";
import type { RequestForm } from "~/db/schema/requests";
import { emptyRequestForm, isNpi, readRequestForm, requestFormErrors } from "~/workflows/request/form";
import { formOf } from "../support/request-form";

describe("an NPI", () => {
  // 1234567893 is the example of the standard's own guide.
  test.each(["1234567893", "1245319599", "1679576722"])("%s is one", (text) => expect(isNpi(text)).toBe(true));

  test.each([
    "1234567890",
    "1234567894",
    "1234567983",
    "123456789",
    "12345678930",
    "",
    " 1234567893",
    "12345678e3",
    "１２３４５６７８９３",
  ])("%s is none", (text) => expect(isNpi(text)).toBe(false));

  test("with any one digit changed is none", () => {
    for (let i = 0; i < 10; i++) {
      for (let digit = 0; digit < 10; digit++) {
        const changed = `${"1234567893".slice(0, i)}${digit}${"1234567893".slice(i + 1)}`;
        expect(isNpi(changed)).toBe(changed === "1234567893");
      }
    }
  });
});

describe("a request's form", () => {
  const form = formOf("emr_1");
  type Change = { [key: string]: string | string[] | Change };
  const changed = (part: Change, by: Change): Change =>
    Object.fromEntries(
      [...Object.keys(part), ...Object.keys(by)].map((key) => {
        const [old, fresh] = [part[key], by[key]];
        const deeper =
          typeof fresh === "object" && !Array.isArray(fresh) && typeof old === "object" && !Array.isArray(old);
        return [key, deeper ? changed(old, fresh) : (fresh ?? old ?? "")];
      }),
    );
  const errorsOf = (by: Change) => Object.keys(requestFormErrors(changed(form, by) as RequestForm));

  test("that is complete has no errors", () => expect(requestFormErrors(form)).toEqual({}));

  const wrong: [string, Change][] = [
    ["practice.legalName", { practice: { legalName: "  " } }],
    ["practice.npi", { practice: { npi: "1234567890" } }],
    ["practice.addressLine", { practice: { addressLine: "" } }],
    ["practice.city", { practice: { city: "" } }],
    ["practice.state", { practice: { state: "Oregon" } }],
    ["practice.postalCode", { practice: { postalCode: "9770" } }],
    ["practice.timeZone", { practice: { timeZone: "Mars/Olympus" } }],
    ["practice.specialty", { practice: { specialty: "" } }],
    ["emr.systemId", { emr: { systemId: "" } }],
    ["emr.version", { emr: { version: "x".repeat(201) } }],
    ["emr.otherName", { emr: { systemId: "other", otherName: " ", version: "5.2", vendorName: "" } }],
    ["volume.orders", { volume: { orders: "many" } }],
    ["volume.results", { volume: { results: "-1" } }],
    ["targetDate", { targetDate: "soon" }],
    ["tests", { tests: [], panels: [] }],
    ["contacts.clinical.email", { contacts: { clinical: { email: "nobody" } } }],
    ["contacts.technical.name", { contacts: { technical: { name: "x".repeat(201) } } }],
    ["contacts.vendor.email", { contacts: { vendor: { email: "nobody" } } }],
    ["contacts.signer.email", { contacts: { signer: { email: "" } } }],
    ["notes", { notes: "x".repeat(4_001) }],
  ];
  test.each(wrong)("that is wrong in %s says so under that name", (name, change) => {
    expect(errorsOf(change)).toEqual([name]);
  });

  test("that is empty names every field that is needed", () => {
    expect(Object.keys(requestFormErrors(emptyRequestForm))).toEqual(
      expect.arrayContaining([
        "practice.legalName",
        "practice.npi",
        "emr.systemId",
        "volume.orders",
        "contacts.signer.name",
      ]),
    );
  });

  test("is read from flat names, with unknown ones and unknown choices left out", () => {
    const data = new FormData();
    data.set("practice.legalName", "  Larkspur  ");
    data.set("practice.state", "or");
    data.set("mode", "telepathy");
    data.set("contacts.signer.email", "dana@example.test");
    data.append("tests", "CMP, TSH");
    data.append("tests", "CBC");
    data.set("constructor", "x");
    const read = readRequestForm(data);
    expect(read.practice).toMatchObject({ legalName: "Larkspur", state: "OR" });
    expect(read.mode).toBe("bidirectional");
    expect(read.contacts.signer.email).toBe("dana@example.test");
    expect(read.tests).toEqual(["CMP", "TSH", "CBC"]);
    expect(Object.keys(read).sort()).toEqual(Object.keys(emptyRequestForm).sort());
  });
});
