import type { RequestForm } from "~/db/schema/requests";
import { emptyRequestForm } from "~/workflows/request/form";

/** A complete request for the EMR with this id, without a database. */
export function formOf(systemId: string): RequestForm {
  const person = () => ({ name: "Dana Whitlock", email: "provider@demo.example", phone: "(555) 010-0101" });
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
    emr: { systemId, otherName: "", version: "5.2", vendorName: "" },
    volume: { orders: "900", results: "900" },
    targetDate: "2026-12-07",
    tests: ["CMP", "TSH"],
    panels: ["PWELL"],
    contacts: {
      clinical: person(),
      technical: person(),
      vendor: { name: "", email: "", phone: "" },
      signer: person(),
    },
  };
}
