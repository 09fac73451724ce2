import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { printable, printsWhole } from "~/app/server/printable.server";
import type { Specification } from "~/app/server/specification.server";
import { specificationPdf } from "~/app/server/specification-pdf.server";
import { findTemplate, interfaceSpecification } from "~/engine/mapping";

function specification(change: Partial<Specification> = {}): Specification {
  const template = findTemplate("generic-orm-2.5.1");
  if (!template) throw new Error("The shipped template is missing.");
  const { messages } = interfaceSpecification(template, { practice: "Larkspur Family Medicine" });
  return {
    lab: "Cascade Reference Laboratory",
    contact: "Sam Fictus, (555) 010-0100",
    practice: "Larkspur Family Medicine",
    emr: "Vellum EHR",
    configurationVersion: 7,
    savedAt: "2026-11-21T10:00:00Z",
    facts: [{ label: "Flows", value: "Orders to the lab, results to the practice" }],
    transport: [{ label: "Way", value: "Files over SFTP" }],
    messages: messages.map((message) => ({
      title: message.contract === "order" ? "Orders" : "Results",
      way: `From ${message.from} to ${message.to}`,
      type: message.messageType ?? "JSON",
      version: message.hl7Version ?? "",
      structure: [...message.structure],
      segments: message.segments.map(({ id, name, fields }) => ({
        id,
        name,
        fields: fields.map((field) => ({
          path: field.path,
          name: field.name,
          usage: field.usage,
          dataType: field.dataType ?? "",
          use: field.description,
        })),
      })),
      tables: [],
    })),
    codes: [{ emrCode: "EMR-TSH", labCode: "TSH", text: "Thyroid" }],
    samples: [{ name: "One test", kind: "order", lines: ["MSH|^~\\&|EMR|LK", "PID|1||FX-1"] }],
    ...change,
  };
}

/** The texts of each page, as a reader would copy them: the strings of its text operators, in standard encoding. */
function pagesOf(pdf: Buffer): string[] {
  const raw = pdf.toString("latin1");
  const streams = [...raw.matchAll(/stream\r?\n/g)].flatMap((match) => {
    const from = match.index + match[0].length;
    try {
      return [inflateSync(pdf.subarray(from)).toString("latin1")];
    } catch {
      return [];
    }
  });
  return streams
    .filter((stream) => stream.includes("BT"))
    .map((stream) =>
      [...stream.matchAll(/<([0-9a-f]+)>|\bET\b/g)]
        .map(([, hex]) => (hex === undefined ? "\n" : Buffer.from(hex, "hex").toString("latin1")))
        .join(""),
    );
}
const once = (text: string) => text.replace(/\s+/g, " ");

test("the PDF has every field as text, and on each page who, which version, when, and where one is", async () => {
  const spec = specification();
  const pages = pagesOf(await specificationPdf(spec, "November 21, 2026")).map(once);
  expect(pages.length).toBeGreaterThan(4);
  pages.forEach((page, i) => {
    expect(page).toContain("Interface specification: Larkspur Family Medicine, Vellum EHR");
    expect(page).toContain("Version 7, November 21, 2026");
    expect(page).toContain(`Page ${i + 1} of ${pages.length}`);
  });
  const whole = pages.join(" ");
  for (const { segments } of spec.messages) {
    for (const { fields } of segments) for (const { path } of fields) expect(whole).toContain(path);
  }
  expect(whole).toContain("EMR-TSH");
  expect(whole).toContain("MSH|^~\\&|EMR|LK");
});

test("a table that goes on has its title and head again", async () => {
  const fields = Array.from({ length: 120 }, (_, i) => ({
    path: `ZZZ-${i + 1}`,
    name: `Agreed field ${i + 1}`,
    usage: "RE" as const,
    dataType: "ST",
    use: "Agreed.",
  }));
  const [message] = specification().messages;
  if (!message) throw new Error("There is no message.");
  const segments = [{ id: "ZZZ", name: "Agreed between the partners", fields }];
  const spec = specification({ messages: [{ ...message, structure: [], segments }], samples: [] });
  const pages = pagesOf(await specificationPdf(spec, "today")).map(once);
  const withRows = pages.filter((page) => /ZZZ-\d/.test(page));
  expect(withRows.length).toBeGreaterThan(2);
  for (const page of withRows) {
    expect(page).toContain("ZZZ Agreed between the partners");
    expect(page).toContain("What it is used for");
  }
});

test("characters the fonts lack are printed plain or as a question mark, and the document says so", async () => {
  expect(printable("Łódź → Zoë “x” 試")).toBe("Lódz -> Zoë “x” ?");
  expect([printsWhole("Zoë – “x”"), printsWhole("Łódź")]).toEqual([true, false]);
  const pages = pagesOf(await specificationPdf(specification({ practice: "Przychodnia Łódź" }), "today"));
  expect(once(pages.join(" "))).toContain("Przychodnia Lódz");
  expect(once(pages.join(" "))).toContain("Some characters could not be printed");
});
