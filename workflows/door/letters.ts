import type { Letter } from "~/db/schema/operations";
import type { Lab } from "../lab";

/** The mails that let somebody in. The link's secret part is added by the outbox; nothing of it stands here. */
const accept = { label: "Open your account", path: "/invitation/" };
const until = (at: Date, lab: Lab) =>
  new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeZone: lab.calendar.timeZone }).format(at);
const closing = (at: Date, lab: Lab) => `The link works once, until ${until(at, lab)}. It is for you alone.`;

export const invitedByLab = (practice: string, by: string, expiresAt: Date, lab: Lab): Letter => ({
  subject: `${lab.shortName} invites ${practice} to connect its EMR`,
  heading: "Connect your EMR to the lab",
  paragraphs: [
    `${by} at ${lab.name} invites you to ask for a connection: orders leave your EMR, and results come back into the chart.`,
    "Open your account with the button; your request is begun with what we know. It takes about ten minutes, and you can stop and go on later.",
    closing(expiresAt, lab),
  ],
  facts: [{ label: "Practice", value: practice }],
  action: accept,
});

export const invitedByVendor = (practice: string, by: string, expiresAt: Date, lab: Lab): Letter => ({
  subject: `Connect the EMR of ${practice} to ${lab.shortName}`,
  heading: "Connect your EMR to the lab",
  paragraphs: [
    `${by} works with us on another connection of your EMR and asked us to write to you: with a connection to ${lab.name}, orders leave your EMR, and results come back into the chart.`,
    "Open your account with the button; your request is begun with your EMR filled in. It takes about ten minutes, and you can stop and go on later.",
    closing(expiresAt, lab),
  ],
  facts: [{ label: "Practice", value: practice }],
  action: accept,
});

export const invitedByColleague = (practice: string, by: string, expiresAt: Date, lab: Lab): Letter => ({
  subject: `${by} invites you to ${practice} at ${lab.shortName}`,
  heading: `Join ${practice}`,
  paragraphs: [
    `${by} looks after your practice's connections to ${lab.name} and invites you to see and handle them too.`,
    closing(expiresAt, lab),
  ],
  facts: [{ label: "Practice", value: practice }],
  action: accept,
});

export const verifyAddress = (practice: string, expiresAt: Date, lab: Lab): Letter => ({
  subject: `Open your account at ${lab.shortName}`,
  heading: "Is this your address?",
  paragraphs: [
    "Somebody, we think you, asked for an account with this address. Open it with the button.",
    `${closing(expiresAt, lab)} If it was not you, there is nothing to do: without the link no account is made.`,
  ],
  facts: [{ label: "Practice", value: practice }],
  action: accept,
});

export const alreadyHasAccount = (lab: Lab): Letter => ({
  subject: `Your account at ${lab.shortName}`,
  heading: "You have an account already",
  paragraphs: [
    "Somebody, we think you, asked for an account with this address. There is one: sign in with it.",
    `If you no longer know the password${lab.phone ? `, call ${lab.phone}` : ", ask the lab"}. If it was not you, there is nothing to do.`,
  ],
  action: { label: "Sign in", path: "/sign-in" },
});
