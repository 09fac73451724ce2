import type { Letter } from "~/db/schema/operations";
import type { Lab } from "../lab";
import { standing, turnOf } from "../mail/standing";

/** What the mails about a connection say. One function a letter; pure. */
type About = {
  id: string;
  emrName: string;
  mode: "bidirectional" | "results-only";
  signerName: string;
  /** When the approval made it. */
  createdAt: Date;
  liveAt: Date | null;
};

const flows = (about: About) => (about.mode === "bidirectional" ? "Orders and results" : "Results");
const inPortal = (about: About, label: string) => ({ label, path: `/portal/connections/${about.id}` });
const momentWords = (at: Date, lab: Lab) =>
  new Intl.DateTimeFormat("en-US", {
    dateStyle: "medium",
    timeStyle: "long",
    timeZone: lab.calendar.timeZone,
  }).format(at);
const inConsole = (about: About) => ({ label: "Open the connection", path: `/connections/${about.id}` });

export const provisioningBegan = (about: About, lab: Lab): Letter => ({
  subject: "Your connection is being set up",
  heading: "The set-up has begun",
  paragraphs: [
    `An engineer of ${lab.shortName} sets up your connection for ${about.emrName} now and tests it next. Should we need something from you, it stands in the portal.`,
  ],
  ...standing(2, { approved: about.createdAt }, lab),
  facts: [turnOf(lab)],
  action: inPortal(about, "See where it stands"),
});

export const signOffAsked = (about: About, lab: Lab): Letter => ({
  subject: "Please sign: your test went well",
  heading: "Testing is done, sign when you are ready",
  paragraphs: [
    `${lab.shortName} has tested your connection for ${about.emrName} from end to end. The summary is short and in plain words.`,
    `${about.signerName} signs it in the portal. After that it can go live.`,
  ],
  ...standing(2, { approved: about.createdAt }, lab),
  facts: [turnOf("yours")],
  action: inPortal(about, "Read and sign"),
});

export const signed = (about: About, typedName: string): Letter => ({
  subject: `Signed: ${about.emrName}`,
  heading: "The practice has signed",
  paragraphs: [`${typedName} signed the summary of the test. All seven gate items can now be green.`],
  action: inConsole(about),
});

export const signatureReceipt = (
  about: About,
  signed: { typedName: string; at: Date; summarySha256: string },
  lab: Lab,
): Letter => ({
  subject: `Your signature for ${about.emrName}: receipt`,
  heading: "Thank you, your signature is kept",
  paragraphs: [
    `You signed the test summary of the connection for ${about.emrName} with ${lab.shortName}.`,
    "The receipt is attached: what you signed, word for word. The signature counts for exactly that: when something of it changes, you are asked again.",
  ],
  facts: [
    { label: "Signed by", value: signed.typedName },
    { label: "At", value: momentWords(signed.at, lab) },
    { label: "Document", value: signed.summarySha256.slice(0, 12) },
  ],
  action: { label: "Get the receipt again", path: `/portal/connections/${about.id}/signature.pdf` },
});

export const namedToSign = (about: About, by: string, lab: Lab): Letter => ({
  subject: `You are named to sign for ${about.emrName}`,
  heading: "You sign the test summary",
  paragraphs: [
    `${by} named you to sign the test summary of the connection for ${about.emrName} with ${lab.shortName}.`,
    "It is short and in plain words. When it waits for you, you see it in the portal and get a mail.",
  ],
  action: inPortal(about, "See it in the portal"),
});

export const noLongerSigns = (about: About, by: string, signerName: string): Letter => ({
  subject: `Signing for ${about.emrName} is with ${signerName} now`,
  heading: `${signerName} signs now`,
  paragraphs: [`${by} changed who signs for the connection for ${about.emrName}. What was signed before stays.`],
  action: inPortal(about, "See it in the portal"),
});

export const wentLive = (about: About, lab: Lab): Letter => ({
  subject: "Your connection is live",
  heading: `${flows(about)} now flow by themselves`,
  paragraphs: [
    `Your connection for ${about.emrName} with ${lab.shortName} is live.`,
    "If something stops, you and we are told at once, and nothing is lost.",
  ],
  ...standing(4, { approved: about.createdAt, live: about.liveAt }, lab),
  action: inPortal(about, "See it in the portal"),
});

export const wentLiveInside = (about: About): Letter => ({
  subject: `Live: ${about.emrName}`,
  heading: "A connection went live",
  paragraphs: ["All seven gate items were green on evidence."],
  action: inConsole(about),
});

export const goLiveWanted = (about: About, practice: string, by: string, run: number): Letter => ({
  subject: `${practice} asks for go-live: ${about.emrName}`,
  heading: "The practice has tested and would like to start",
  paragraphs: [
    `${by} asks that the connection for ${about.emrName} goes live. Test run ${run} passed.`,
    "It is on the connection's list of what is to be done. What the gate still asks for stands on its page.",
  ],
  action: inConsole(about),
});

export const goLiveAsked = (about: About, by: string, at: Date | null, lab: Lab): Letter => ({
  subject: `Please agree: ${about.emrName} is to go live`,
  heading: "A second person is asked for",
  paragraphs: [
    `${by} asks that the connection for ${about.emrName} goes live${at ? ` on ${momentWords(at, lab)}` : ""}.`,
    "It does when somebody else agrees. All seven gate items are green on evidence; look at them first.",
  ],
  action: { label: "Look and agree", path: `/connections/${about.id}/go-live` },
});

export const switchOverAsked = (about: About, by: string, version: number): Letter => ({
  subject: `Please agree: a change of ${about.emrName} is to come into force`,
  heading: "A second person is asked for",
  paragraphs: [
    `${by} asks that version ${version} of the connection for ${about.emrName} takes the place of what is live.`,
    "It does when somebody else agrees. Its gate is green on evidence and what it changes on real messages was accepted; look at both first.",
  ],
  action: { label: "Look and agree", path: `/connections/${about.id}/change` },
});

export const switchOverCancelled = (about: About, by: string, why: string): Letter => ({
  subject: `Switch-over taken back: ${about.emrName}`,
  heading: "The change does not come into force now",
  paragraphs: [`${by} took the asking back: ${why}`],
  action: { label: "See the change", path: `/connections/${about.id}/change` },
});

export const goLiveRefused = (about: About, why: string, lab: Lab, at: Date): Letter => ({
  subject: `It did not go live: ${about.emrName}`,
  heading: "The planned go-live did not happen",
  paragraphs: [
    `It was planned for ${momentWords(at, lab)}. ${why}`,
    "Nothing has started and nothing was lost. Put right what is named, then plan it again.",
  ],
  action: { label: "See what is missing", path: `/connections/${about.id}/go-live` },
});

export const goLiveCancelled = (about: About, by: string, why: string): Letter => ({
  subject: `Go-live cancelled: ${about.emrName}`,
  heading: "The planned go-live was cancelled",
  paragraphs: [`${by} cancelled it: ${why}`],
  action: inConsole(about),
});

export const evidenceAges = (about: About, items: readonly string[], until: Date, lab: Lab): Letter => ({
  subject: `Test again soon: ${about.emrName}`,
  heading: "Evidence becomes too old",
  paragraphs: [
    `The connection for ${about.emrName} is ready to go live. On ${momentWords(until, lab)} some of what that rests on becomes too old, and it is ready no more.`,
    "Go live before, or run the test again; then the practice signs again.",
  ],
  facts: [{ label: "Too old first", value: items.join(", ") }],
  action: inConsole(about),
});

export const evidenceTooOld = (about: About, items: readonly string[]): Letter => ({
  subject: `No longer ready: ${about.emrName}`,
  heading: "Evidence has become too old",
  paragraphs: [
    `The connection for ${about.emrName} was ready to go live and is not any more. Nothing had started, and nothing was lost.`,
    "Run the test again; then the practice signs again.",
  ],
  facts: [{ label: "Too old", value: items.join(", ") }],
  action: inConsole(about),
});

export const paused = (about: About, reason: string, lab: Lab): Letter => ({
  subject: "Your connection is paused",
  heading: `${flows(about)} wait for now`,
  paragraphs: [reason, `Nothing is lost: what comes in is kept by ${lab.shortName} and goes on when the pause ends.`],
  action: inPortal(about, "See it in the portal"),
});

export const resumed = (about: About, lab: Lab): Letter => ({
  subject: "Your connection runs again",
  heading: "The pause is over",
  paragraphs: [`${flows(about)} flow again. What waited with ${lab.shortName} is on its way.`],
  action: inPortal(about, "See it in the portal"),
});

export const changed = (about: About, lab: Lab): Letter => ({
  subject: "A change to your connection is in force",
  heading: "Your connection runs with the change",
  paragraphs: [
    `${lab.shortName} has put a tested change to your connection for ${about.emrName} into force. ${flows(about)} went on meanwhile.`,
    "If something looks different from what you expect, tell us; the way back is one step.",
  ],
  action: inPortal(about, "See it in the portal"),
});

export const changedBack = (about: About, reason: string, lab: Lab): Letter => ({
  subject: "Your connection runs as it did before",
  heading: "A change was taken back",
  paragraphs: [
    reason,
    `${lab.shortName} has put the earlier, tested settings of your connection for ${about.emrName} into force again. ${flows(about)} went on meanwhile.`,
  ],
  action: inPortal(about, "See it in the portal"),
});

export const alertRaised = (alert: { title: string; detail: string; connectionId: string | null }): Letter => ({
  subject: `Alert: ${alert.title}`,
  heading: alert.title,
  paragraphs: [alert.detail],
  ...(alert.connectionId && { action: { label: "Open the connection", path: `/connections/${alert.connectionId}` } }),
});
