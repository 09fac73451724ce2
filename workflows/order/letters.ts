import type { Letter } from "~/db/schema/operations";
import type { Lab } from "../lab";

/** What a practice is told of its orders. Pure; no order and no patient is named. */
type Replaced = { id: string; emrName: string; emrCode: string; labCode: string; putCode: string };

export const codeReplaced = ({ id, emrName, emrCode, labCode, putCode }: Replaced, lab: Lab): Letter => ({
  subject: `${lab.shortName}: ${emrCode} was replaced in your orders`,
  heading: `${emrCode} has ended; ${putCode} was ordered instead`,
  paragraphs: [
    `${lab.shortName} no longer does ${labCode}, which ${emrName} orders as ${emrCode}. ${putCode}, which replaces it, was ordered in its place today. Nothing was lost.`,
    "Please have your EMR order the new code. Until then you get this message once a day when the old one is ordered.",
  ],
  action: { label: "See your connection", path: `/portal/connections/${id}` },
});
