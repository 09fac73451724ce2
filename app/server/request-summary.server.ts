import { eq, inArray } from "drizzle-orm";
import type { SummaryPart } from "~/app/components/pages/request-form";
import type { RequestStepId } from "~/app/components/pages/request-steps";
import { database } from "~/db/client";
import { panels, tests } from "~/db/schema/compendium";
import { emrSystems, type RequestForm } from "~/db/schema/requests";

export const transportWords = { sftp: "Files over SFTP", rest: "REST API", unknown: "Not known yet" };
export const hostWords = {
  practice: "The practice",
  vendor: "The EMR vendor",
  lab: "The lab",
  unknown: "Not known yet",
};

/** What the form says by its parts, in words; what is empty is left out. */
export async function summaryOf(form: RequestForm): Promise<SummaryPart[]> {
  const db = database();
  const [testRows, panelRows, [emr]] = await Promise.all([
    db.select({ code: tests.code, name: tests.name }).from(tests).where(inArray(tests.code, form.tests)),
    db.select({ code: panels.code, name: panels.name }).from(panels).where(inArray(panels.code, form.panels)),
    db.select({ product: emrSystems.product }).from(emrSystems).where(eq(emrSystems.id, form.emr.systemId)),
  ]);
  const names = new Map([...testRows, ...panelRows].map((one) => [one.code, one.name]));
  const named = (codes: string[]) => codes.map((code) => names.get(code) ?? code).join(", ");
  const { practice, contacts } = form;
  return [
    part("practice", "Your practice", [
      ["Legal name", practice.legalName],
      ["NPI", practice.npi],
      ["Lab account", practice.labAccountNumber],
      ["Address", addressOf(practice)],
      ["Time zone", practice.timeZone.replace("_", " ")],
      ["Specialty", practice.specialty],
      ["Sites", practice.sites],
    ]),
    part("emr", "Your EMR", [
      ["EMR system", emr?.product ?? form.emr.otherName],
      ["Version", form.emr.version],
      ["Looked after by", form.emr.vendorName],
      ["What should flow", form.mode === "bidirectional" ? "Orders and results" : "Results only"],
    ]),
    part("connects", "How it connects", [
      ["Way", transportWords[form.transport]],
      ["Server run by", form.transport === "rest" ? "" : hostWords[form.sftpHost]],
    ]),
    part("volume", "Volume and dates", [
      ["Orders a month", form.volume.orders],
      ["Results a month", form.volume.results],
      ["Wanted by", form.targetDate],
    ]),
    part("tests", "Tests and panels", [
      ["Tests", named(form.tests)],
      ["Panels", named(form.panels)],
    ]),
    part("people", "People", [
      ["Clinical", personWords(contacts.clinical)],
      ["Technical", personWords(contacts.technical)],
      ["EMR vendor", personWords(contacts.vendor)],
      ["Signs", personWords(contacts.signer)],
    ]),
    part("review", "Notes", [["Notes", form.notes]]),
  ].filter(({ facts }) => facts.length > 0);
}

const part = (step: RequestStepId, title: string, facts: [string, string][]): SummaryPart => ({
  step,
  title,
  facts: facts.filter(([, value]) => value.trim() !== "").map(([label, value]) => ({ label, value })),
});

/** Name, address and number of a contact, as far as they were given. */
export const personWords = ({ name, email, phone }: RequestForm["contacts"]["clinical"]) =>
  [name, email, phone].filter(Boolean).join(", ");

const addressOf = ({ addressLine, city, state, postalCode }: RequestForm["practice"]) =>
  [addressLine, city, [state, postalCode].filter(Boolean).join(" ")].filter(Boolean).join(", ");
