/** What orders and results are made of. */
import { z } from "zod";
import { optional, text } from "./primitives";

const codedIn = {
  code: optional("The code itself."),
  text: optional("What the code means, in words."),
  system: optional("Code system: LN is LOINC, I10 is ICD-10-CM, UCUM, SCT is SNOMED CT, L is local."),
  systemVersion: optional("Version of the code system."),
};

/** A code from some system, with the other side's code for the same thing beside it. At least the code or its text is known. */
export const codeSchema = z
  .object({
    ...codedIn,
    alternate: z.object(codedIn).optional().describe("The same thing in another code system."),
    originalText: optional("The words the code was chosen for."),
  })
  .refine((value) => value.code !== undefined || value.text !== undefined, "has neither a code nor a text");
export type Code = z.infer<typeof codeSchema>;

/** The LOINC code among a code and its alternate. */
export function loincOf({ code, system, alternate }: Code): string | undefined {
  if (system === "LN") return code;
  return alternate?.system === "LN" ? alternate.code : undefined;
}

/** An identifier and who issued it. `type` is HL7 table 0203: MR medical record, PI patient internal, SS, AN account… */
export const identifierSchema = z.object({
  value: text.describe("The identifier itself."),
  type: optional("Kind of identifier, HL7 table 0203: MR medical record, PI patient internal, SS, AN account."),
  authority: optional("Who issued it: namespace of the assigning authority."),
  authorityId: optional("Universal id of the assigning authority, such as an OID."),
  authorityIdType: optional("Type of the universal id, such as ISO."),
});
export type Identifier = z.infer<typeof identifierSchema>;

const nameFields = {
  family: optional("Family name."),
  given: optional("Given name."),
  middle: optional("Middle names or initials."),
  suffix: optional("Suffix such as Jr."),
  prefix: optional("Prefix such as Dr."),
  degree: optional("Degree such as MD."),
};
export const personNameSchema = z.object(nameFields);
export type PersonName = z.infer<typeof personNameSchema>;

export const addressSchema = z.object({
  line1: optional("Street address."),
  line2: optional("Second line: suite, apartment."),
  city: optional("City."),
  state: optional("State or province."),
  postalCode: optional("ZIP or postal code."),
  country: optional("Country."),
  type: optional("Kind of address, HL7 table 0190: H home, B business, M mailing."),
  county: optional("County or parish, code or name."),
});
export type Address = z.infer<typeof addressSchema>;

/** `number` as it was written; `use` and `equipment` are HL7 tables 0201 and 0202. */
export const phoneSchema = z.object({
  number: optional("The number as it was written."),
  email: optional("E-mail address."),
  extension: optional("Extension."),
  use: optional("Use, HL7 table 0201: PRN primary, WPN work, NET e-mail."),
  equipment: optional("Equipment, HL7 table 0202: PH telephone, CP mobile, FX fax."),
});
export type Phone = z.infer<typeof phoneSchema>;

/** A clinician. `npi` only when the sender said the id is one, or it has the form of one and no other type. */
export const providerSchema = z.object({
  npi: optional("National Provider Identifier."),
  id: optional("Another identifier, when there is no NPI."),
  idType: optional("Kind of the other identifier."),
  authority: optional("Who issued the identifier."),
  authorityId: optional("Universal id of the issuer."),
  authorityIdType: optional("Type of that universal id."),
  ...nameFields,
});
export type Provider = z.infer<typeof providerSchema>;

/** A note. `source` is HL7 table 0105: L laboratory, P orderer, O other. */
export const commentSchema = z.object({
  text: z.string().describe("The note; lines are separated by line feeds."),
  source: optional("Who wrote it, HL7 table 0105: L laboratory, P orderer, O other."),
  type: optional("Kind of note, HL7 table 0364: RE remark, PI patient instructions."),
});
export type Comment = z.infer<typeof commentSchema>;

/** The ordering account: the practice as the laboratory or the EMR numbers it. */
export const practiceSchema = z.object({
  id: optional("Number of the ordering practice or account."),
  name: optional("Name of the practice."),
  siteId: optional("Number of the site within the practice that ordered."),
  siteName: optional("Name of that site."),
  address: addressSchema.optional().describe("Address of the practice."),
  phone: phoneSchema.optional().describe("Telephone of the practice."),
});
export type Practice = z.infer<typeof practiceSchema>;
