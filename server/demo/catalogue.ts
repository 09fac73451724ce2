import { eq } from "drizzle-orm";
import { DateTime } from "luxon";
import { database } from "~/db/client";
import { compendiumDraft, type Item, type OrderQuestion, type ResultComponent } from "~/db/schema/compendium";
import { users } from "~/db/schema/people";
import { catalogueCodes, catalogueTest } from "~/engine/sandbox/catalogue";
import type { Actor } from "~/workflows/actor";
import { draftItems, saveDraftNotes } from "~/workflows/compendium/draft";
import { readItem } from "~/workflows/compendium/item";
import { publishDraft } from "~/workflows/compendium/publish";
import { demoEarlier, demoPanels, demoTests, type Row } from "./compendium";
import { actorOf } from "./requests";

/** Short name and other names, by code. */
const names: Record<string, [string, ...string[]]> = {
  A1C: ["HbA1c", "Glycated hemoglobin", "Glycohemoglobin"],
  ALT: ["ALT", "SGPT"],
  AST: ["AST", "SGOT"],
  B12: ["B12", "Cobalamin"],
  BMP: ["BMP", "Chem 7"],
  BUN: ["BUN", "Urea"],
  CBC: ["CBC", "Hemogram"],
  CBCD: ["CBC w/ diff", "Full blood count"],
  CMP: ["CMP", "Chem 14"],
  CREA: ["Creatinine", "eGFR"],
  CTNG: ["CT/NG", "Chlamydia", "Gonorrhea"],
  ESR: ["ESR", "Sed rate"],
  FERR: ["Ferritin"],
  FOL: ["Folate", "Folic acid"],
  FT4: ["Free T4"],
  GLU: ["Glucose", "Blood sugar"],
  HSCRP: ["hs-CRP", "Cardiac CRP"],
  LIPID: ["Lipids", "Cholesterol panel"],
  MALB: ["ACR", "Microalbumin"],
  NTBNP: ["NT-proBNP", "BNP"],
  PSA: ["PSA"],
  PT: ["PT/INR", "Protime"],
  RPR: ["RPR", "Syphilis"],
  TSH: ["TSH", "Thyrotropin"],
  UA: ["Urinalysis"],
  VITD25: ["25-OH vitamin D", "Calcidiol"],
};

/** How long a specimen keeps, by kind. */
const stabilities: Record<string, string> = {
  Serum: "7 days refrigerated, 30 days frozen",
  Plasma: "48 hours refrigerated, 14 days frozen",
  "Whole blood": "24 hours at room temperature, 72 hours refrigerated",
};

/** What is asked at the order. */
const questions: Record<string, OrderQuestion[]> = {
  LEAD: [
    {
      code: "PURPOSE",
      text: "Purpose of the test",
      answer: "choice",
      choices: ["Initial", "Repeat", "Follow-up"],
      required: true,
    },
    {
      code: "DRAW",
      text: "How the blood was drawn",
      answer: "choice",
      choices: ["Venous", "Capillary"],
      required: true,
    },
  ],
  HCG: [{ code: "LMP", text: "First day of the last menstrual period", answer: "date", choices: [], required: false }],
  GLU: [{ code: "FASTING", text: "Hours without food", answer: "number", choices: [], required: true }],
};

const known = new Set(catalogueCodes());

/** What the sandbox laboratory reports for a code, as components of the test. */
function componentsOf(code: string, name: string): ResultComponent[] {
  if (!known.has(code)) return [];
  return catalogueTest(code, name).analytes.map((analyte) => {
    const numeric = analyte.kind === "number";
    const range = {
      sex: "any" as const,
      ageFrom: null,
      ageTo: null,
      low: numeric && analyte.low !== null ? String(analyte.low) : "",
      high: numeric && analyte.high !== null ? String(analyte.high) : "",
      text: numeric ? "" : analyte.normal.join(" or "),
    };
    return {
      code: codeOf(analyte.name),
      name: analyte.name,
      loinc: analyte.loinc,
      unit: analyte.units.replace(/IU/, "[IU]"),
      ranges: [range],
    };
  });
}

const codeOf = (name: string) =>
  name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "-")
    .slice(0, 20)
    .replace(/-$/, "");

function itemOf([code, name, specimen, container, volume, days, cpt, loinc, price]: Row): Item & { kind: "test" } {
  const [shortName = "", ...synonyms] = names[code] ?? [];
  const read = readItem("test", {
    code,
    name,
    shortName,
    synonyms,
    specimen,
    container,
    volume,
    stability: stabilities[specimen] ?? "",
    turnaroundDays: days,
    cpt,
    loinc,
    components: componentsOf(code, name),
    questions: questions[code] ?? [],
    listPriceCents: Math.round(price * 100),
  });
  if (read.kind === "broken" || read.item.kind !== "test") throw new Error(`The demo's test ${code} is wrong.`);
  return read.item;
}

function panelOf([code, name, members, price]: (typeof demoPanels)[number], salesOwnerId: string | null): Item {
  const read = readItem("panel", { code, name, members, preferredPriceCents: Math.round(price * 100), salesOwnerId });
  if (read.kind === "broken") throw new Error(`The demo's panel ${code} is wrong.`);
  return read.item;
}

/** What is new in the draft, and how the others were before it. */
const newInDraft = ["CYSC", "NTBNP"];
const beforeDraft: Record<string, Partial<Item & { kind: "test" }>> = {
  CMP: { turnaroundDays: 2, listPriceCents: 1390 },
  FERR: { volume: "2 mL" },
  MALB: { container: "Sterile cup" },
  TSH: { listPriceCents: 1780 },
};
/** The same for the second release. */
const newInSecond = ["ZINC", "VITD25"];
const beforeSecond: Record<string, Partial<Item & { kind: "test" }>> = {
  A1C: { listPriceCents: 1480 },
  LIPID: { turnaroundDays: 2 },
};

/** Two releases, the first of months ago, and a draft with a handful of changes, all by the product's own commands. */
export async function seedCompendium(): Promise<void> {
  const people = await database().select().from(users);
  const [labOps, sales] = ["labops@demo.example", "sales@demo.example"].map((email) =>
    people.find((person) => person.email === email),
  );
  if (!labOps) throw new Error("The demo has nobody in lab operations.");
  const actor = actorOf(labOps);
  const whole = [...demoTests, ...demoEarlier].map(itemOf);
  const inForce = whole
    .filter(({ code }) => !newInDraft.includes(code))
    .map((item): Item & { kind: "test" } => ({ ...item, ...beforeDraft[item.code] }));
  const first = inForce
    .filter(({ code }) => !newInSecond.includes(code))
    .map((item): Item => ({ ...item, ...beforeSecond[item.code] }));
  const panels = demoPanels.map((panel) => panelOf(panel, sales?.id ?? null));
  // At nine in the morning on the east coast, whenever the demo is opened.
  const today = DateTime.utc().startOf("day").plus({ hours: 14 });
  await change(actor, [...first, ...panels], "");
  await publish(actor, "The compendium moves into Gatehouse.", today.minus({ days: 120 }));
  await change(
    actor,
    inForce.map((item) =>
      item.code === "CRP" ? { ...item, status: "discontinued" as const, replacementCode: "HSCRP" } : item,
    ),
    "Review of the third quarter",
  );
  await publish(
    actor,
    "Vitamin D by mass spectrometry and zinc; CRP ends in favor of its sensitive form.",
    today.minus({ days: 40 }),
  );
  await change(
    actor,
    whole.filter(({ code }) => newInDraft.includes(code)),
    "New on the analyzer of the second floor",
  );
  await change(
    actor,
    whole.filter(({ code }) => beforeDraft[code]),
    "Prices and containers of next year",
  );
  const endsOn = today.plus({ months: 1 }).endOf("month").toISODate();
  const ending = whole.filter(({ code }) => code === "VITD");
  await change(
    actor,
    ending.map((item) => ({ ...item, discontinuedOn: endsOn, replacementCode: "VITD25" })),
    "The immunoassay is no longer made",
  );
  await saveDraftNotes(actor, {
    notes: "Cystatin C and NT-proBNP are new. The vitamin D immunoassay ends.",
    effectiveOn: today.plus({ months: 1 }).startOf("month").toISODate(),
  });
}

async function change(actor: Actor, items: Item[], why: string): Promise<void> {
  const drafted = await draftItems(
    actor,
    items.map((item) => ({ item, version: null })),
    why,
  );
  if (drafted.kind !== "done") throw new Error(`The demo's compendium was not drafted: ${JSON.stringify(drafted)}`);
}

async function publish(actor: Actor, notes: string, at: DateTime): Promise<void> {
  const [draft] = await database().select().from(compendiumDraft).where(eq(compendiumDraft.id, 1));
  const publishing = { version: draft?.version ?? 0, notes, effectiveOn: null };
  const published = await publishDraft(actor, publishing, at.toJSDate());
  if (published.kind !== "done")
    throw new Error(`The demo's compendium was not published: ${JSON.stringify(published)}`);
}
