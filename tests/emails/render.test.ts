import { describe, expect, test } from "vitest";
import type { Letter } from "~/db/schema/operations";
import { renderLetter } from "~/emails/render";
import { written } from "~/workflows/conversation/letters";
import * as letters from "~/workflows/request/letters";
import { labHours } from "../support/calendar";
import { formOf } from "../support/request-form";

const lab = {
  name: "Cedarline Diagnostics",
  shortName: "Cedarline",
  calendar: labHours,
  escalationEmail: "",
  phone: "",
  contactName: "",
};
const about = {
  id: "req_1",
  connectionId: null,
  emrName: "Vellum EHR 5.2",
  form: formOf("emr_1"),
  dueAt: new Date("2026-11-24T15:00:00Z"),
  submittedAt: new Date("2026-11-20T15:00:00Z"),
  decidedAt: new Date("2026-11-23T15:00:00Z"),
};
const context = { labName: lab.name, publicUrl: "https://gatehouse.example" };

const all: [string, Letter][] = [
  ["submitted", letters.submitted(about, lab)],
  ["received", letters.received(about, lab)],
  ["received without a due time", letters.received({ ...about, dueAt: null }, lab)],
  ["a question", letters.infoRequested(about, "Which sites?", lab)],
  ["an answer", letters.answered(about, "All of them.")],
  ["a message to the practice", written(about, { by: "Maren Oduya", text: "Hello.", files: [] }, "lab", lab)],
  ["a message to the lab", written(about, { by: "Dana Whitlock", text: "Hello.", files: ["a.pdf"] }, "practice", lab)],
  ["withdrawn", letters.withdrawn(about)],
  ["rejected", letters.rejected(about, "We do not serve Bend.", lab)],
  ["approved", letters.approved(about, "con_1", lab)],
  ["to provision", letters.toProvision(about, "con_1")],
  ["due soon", letters.warned(about)],
  ["overdue", letters.breached(about)],
];

describe("a letter", () => {
  test.each(all)("%s says everything, links to its page and has no holes", async (_name, letter) => {
    const { html, text } = await renderLetter(letter, context);
    for (const rendered of [html, text, letter.subject]) {
      expect(rendered).not.toMatch(/undefined|null|NaN|Invalid Date|\[object/);
    }
    expect(text).toContain("Cedarline Diagnostics");
    for (const paragraph of letter.paragraphs) expect(text.replace(/\s+/g, " ")).toContain(paragraph);
    if (letter.quote) expect(text).toContain(letter.quote.text);
    if (letter.action) {
      expect(html).toContain(`href="https://gatehouse.example${letter.action.path}"`);
      expect(text).toContain(`https://gatehouse.example${letter.action.path}`);
    }
  });

  test("says when an answer is due in the lab's own time", () => {
    expect(letters.received(about, lab).paragraphs[0]).toMatch(
      /Tuesday, November 24, 2026 at 10:00\sAM \(America\/New_York\)/,
    );
  });

  test("shows what people wrote as text, never as markup", async () => {
    const nasty = '<img src=x onerror="alert(1)"> & <script>alert(2)</script>';
    const said = { by: nasty, text: nasty, files: [nasty] };
    for (const letter of [letters.infoRequested(about, nasty, lab), written(about, said, "lab", lab)]) {
      const { html } = await renderLetter(letter, context);
      expect(html).not.toMatch(/<img|<script/);
      expect(html).toContain("&lt;script&gt;");
    }
  });
});
