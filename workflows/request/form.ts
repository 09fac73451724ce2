import { IANAZone } from "luxon";
import { z } from "zod";
import { modes, type RequestForm } from "~/db/schema/requests";
import type { RequestContext } from "./machine";

/** Everything provisioning needs, so that an approval hands engineering all of it. Keys of errors are field names as in the form. */
const needed = (what: string) => z.string().trim().min(1, `${what} is needed.`).max(200, "At most 200 characters.");
const optional = z.string().trim().max(200, "At most 200 characters.");
const email = (what: string) =>
  z.string().trim().min(1, `${what} is needed.`).email("This does not look like an e-mail address.");
const monthly = (what: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,7}$/, `${what} a month must be a number from 0 to 9,999,999.`);

const contact = (who: string) =>
  z.object({
    name: needed(`The name of the ${who}`),
    email: email(`The e-mail address of the ${who}`),
    phone: optional,
  });

const optionalContact = z.object({
  name: optional,
  email: z.union([z.literal(""), z.string().trim().email("This does not look like an e-mail address.")]),
  phone: optional,
});

export const requestFormSchema = z
  .object({
    practice: z.object({
      legalName: needed("The legal name"),
      npi: z.string().trim().refine(isNpi, "This is not a valid NPI: ten digits, the last of which checks the others."),
      labAccountNumber: optional,
      addressLine: needed("The street address"),
      city: needed("The city"),
      state: z
        .string()
        .trim()
        .regex(/^[A-Za-z]{2}$/, "Two letters, such as OR."),
      postalCode: z
        .string()
        .trim()
        .regex(/^\d{5}(-\d{4})?$/, "Five digits, or nine with a hyphen."),
      timeZone: z.string().refine((zone) => IANAZone.isValidZone(zone), "Choose a time zone."),
      specialty: needed("The specialty"),
      sites: optional,
    }),
    emr: z.object({
      systemId: needed("The EMR system"),
      otherName: optional,
      version: optional,
      vendorName: optional,
    }),
    mode: z.enum(modes),
    transport: z.enum(["sftp", "rest", "unknown"]),
    sftpHost: z.enum(["practice", "vendor", "lab", "unknown"]),
    volume: z.object({ orders: monthly("Orders"), results: monthly("Results") }),
    targetDate: z.union([z.literal(""), z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "Choose a date.")]),
    tests: z.array(z.string()),
    panels: z.array(z.string()),
    contacts: z.object({
      clinical: contact("clinical contact"),
      technical: optionalContact,
      vendor: optionalContact,
      signer: contact("authorised signer"),
    }),
    notes: z.string().trim().max(4_000, "At most 4,000 characters."),
  })
  .superRefine((form, context) => {
    if (form.emr.systemId === "other" && form.emr.otherName.trim() === "") {
      context.addIssue({ code: "custom", path: ["emr", "otherName"], message: "Which EMR is it?" });
    }
    if (form.tests.length + form.panels.length === 0) {
      context.addIssue({ code: "custom", path: ["tests"], message: "Choose at least one test or panel." });
    }
  });

/** What is wrong with a form, by field name (`practice.npi`); empty when it can be submitted. */
export function requestFormErrors(form: RequestForm): Record<string, string> {
  const parsed = requestFormSchema.safeParse(form);
  if (parsed.success) return {};
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) errors[issue.path.join(".")] ??= issue.message;
  return errors;
}

export const requestContext = (
  row: { form: RequestForm; slaWarnedAt: Date | null; slaBreachedAt: Date | null; assigneeId: string | null },
  given: boolean,
): RequestContext => ({
  given,
  complete: requestFormSchema.safeParse(row.form).success,
  warned: row.slaWarnedAt !== null,
  breached: row.slaBreachedAt !== null,
  assigned: row.assigneeId !== null,
});

/**
 * Whether the text is a National Provider Identifier: ten digits, the last a Luhn check over `80840` and the first nine
 * (45 CFR 162.406; ISO/IEC 7812 annex B for the check).
 */
export function isNpi(text: string): boolean {
  if (!/^\d{10}$/.test(text)) return false;
  let sum = 0;
  [...`80840${text}`].reverse().forEach((digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}

const contactless = { name: "", email: "", phone: "" };

export const emptyRequestForm: RequestForm = {
  practice: {
    legalName: "",
    npi: "",
    labAccountNumber: "",
    addressLine: "",
    city: "",
    state: "",
    postalCode: "",
    timeZone: "America/New_York",
    specialty: "",
    sites: "",
  },
  emr: { systemId: "", otherName: "", version: "", vendorName: "" },
  mode: "bidirectional",
  transport: "sftp",
  sftpHost: "unknown",
  volume: { orders: "", results: "" },
  targetDate: "",
  tests: [],
  panels: [],
  contacts: { clinical: contactless, technical: contactless, vendor: contactless, signer: contactless },
  notes: "",
};

/** Reads the provider's form: flat names with dots, such as `contacts.signer.email`. Unknown names are ignored. */
export function readRequestForm(data: FormData): RequestForm {
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const oneOf = <T extends string>(name: string, values: readonly T[], otherwise: T): T =>
    values.find((value) => value === text(name)) ?? otherwise;
  const person = (who: string) => ({
    name: text(`contacts.${who}.name`),
    email: text(`contacts.${who}.email`),
    phone: text(`contacts.${who}.phone`),
  });
  const codes = (name: string) =>
    data
      .getAll(name)
      .flatMap((value) => String(value).split(","))
      .map((code) => code.trim())
      .filter((code) => code !== "");
  return {
    practice: {
      legalName: text("practice.legalName"),
      npi: text("practice.npi"),
      labAccountNumber: text("practice.labAccountNumber"),
      addressLine: text("practice.addressLine"),
      city: text("practice.city"),
      state: text("practice.state").toUpperCase(),
      postalCode: text("practice.postalCode"),
      timeZone: text("practice.timeZone"),
      specialty: text("practice.specialty"),
      sites: text("practice.sites"),
    },
    emr: {
      systemId: text("emr.systemId"),
      otherName: text("emr.otherName"),
      version: text("emr.version"),
      vendorName: text("emr.vendorName"),
    },
    mode: oneOf("mode", modes, "bidirectional"),
    transport: oneOf("transport", ["sftp", "rest", "unknown"], "unknown"),
    sftpHost: oneOf("sftpHost", ["practice", "vendor", "lab", "unknown"], "unknown"),
    volume: { orders: text("volume.orders"), results: text("volume.results") },
    targetDate: text("targetDate"),
    tests: codes("tests"),
    panels: codes("panels"),
    contacts: {
      clinical: person("clinical"),
      technical: person("technical"),
      vendor: person("vendor"),
      signer: person("signer"),
    },
    notes: text("notes"),
  };
}
