import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { users } from "~/db/schema/people";
import { emrSystems, type RequestForm } from "~/db/schema/requests";
import type { Actor } from "~/workflows/actor";
import { emptyRequestForm } from "~/workflows/request/form";

/** A person of the demo lab as the one who asks. */
export async function demoActor(
  account: "provider" | "sales" | "engineer" | "pm" | "labops" | "admin",
): Promise<Extract<Actor, { kind: "person" }>> {
  const [user] = await database()
    .select()
    .from(users)
    .where(eq(users.email, `${account}@demo.example`));
  if (!user) throw new Error(`There is no ${account} in the demo lab.`);
  return {
    kind: "person",
    id: user.id,
    name: user.name,
    email: user.email,
    roles: user.roles,
    practiceId: user.practiceId,
    address: "127.0.0.1",
  };
}

/** A complete request of the demo provider for the first EMR whose product is `product`. */
export async function completeForm(product = "Vellum EHR"): Promise<RequestForm> {
  const [emr] = await database().select().from(emrSystems).where(eq(emrSystems.product, product));
  const person = { name: "Dana Whitlock", email: "provider@demo.example", phone: "(555) 010-0101" };
  return {
    ...emptyRequestForm,
    practice: {
      legalName: "Larkspur Family Medicine",
      npi: "1234567893",
      labAccountNumber: "LK-100",
      addressLine: "1 Example Street",
      city: "Bend",
      state: "OR",
      postalCode: "97701",
      timeZone: "America/Los_Angeles",
      specialty: "Family medicine",
      sites: "Main office",
    },
    emr: { systemId: emr?.id ?? "other", otherName: "", version: "5.2", vendorName: "" },
    volume: { orders: "900", results: "900" },
    targetDate: "2026-12-07",
    tests: ["CMP", "TSH"],
    panels: ["PWELL"],
    contacts: { clinical: person, technical: person, vendor: { name: "", email: "", phone: "" }, signer: person },
  };
}
