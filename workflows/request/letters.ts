import type { Letter } from "~/db/schema/operations";
import type { RequestForm } from "~/db/schema/requests";
import type { Lab } from "../lab";
import { standing, turnOf } from "../mail/standing";

/** What the mails about a request say. One function a letter; pure. */
type About = {
  id: string;
  emrName: string;
  form: { practice: Pick<RequestForm["practice"], "legalName"> };
  dueAt: Date | null;
  submittedAt: Date | null;
  decidedAt: Date | null;
  /** The connection it wants changed; absent where it asks for a new one. */
  changesConnectionId?: string | null;
};

const practiceOf = (about: About) => about.form.practice.legalName || "A practice";
const toRequest = (about: About) => ({ label: "Open the request", path: `/portal/requests/${about.id}` });
const toQueue = (about: About) => ({ label: "Open the request", path: `/approvals/${about.id}` });
const when = (at: Date | null, lab: Lab) =>
  at
    ? `${new Intl.DateTimeFormat("en-US", {
        dateStyle: "full",
        timeStyle: "short",
        timeZone: lab.calendar.timeZone,
      }).format(at)} (${lab.calendar.timeZone})`
    : "soon";

const facts = (about: About) => [
  { label: "Practice", value: practiceOf(about) },
  { label: "EMR", value: about.emrName },
];

export const submitted = (about: About, lab: Lab): Letter => ({
  subject: `${about.changesConnectionId ? "Orders too" : "New connection request"}: ${practiceOf(about)}`,
  heading: about.changesConnectionId ? "A practice wants to send orders too" : "A practice asks for a connection",
  paragraphs: [`Please answer by ${when(about.dueAt, lab)}.`],
  facts: facts(about),
  action: toQueue(about),
});

export const received = (about: About, lab: Lab): Letter => ({
  subject: "We have your request",
  heading: "Your request has arrived",
  paragraphs: [
    `Thank you. Our sales team looks at it now; you have an answer by ${when(about.dueAt, lab)}.`,
    "There is nothing for you to do until then.",
  ],
  ...standing(1, { submitted: about.submittedAt }, lab),
  facts: [...facts(about), turnOf(lab)],
  action: toRequest(about),
});

export const claimed = (about: About, by: string, lab: Lab): Letter => ({
  subject: `${by} looks after your request`,
  heading: `${by} looks after your request`,
  paragraphs: [
    `${by} of ${lab.shortName} reads it and answers you by ${when(about.dueAt, lab)}. To add something, write below the request.`,
  ],
  ...standing(1, { submitted: about.submittedAt }, lab),
  facts: [...facts(about), turnOf(lab)],
  action: toRequest(about),
});

export const assigned = (about: About, by: string, lab: Lab): Letter => ({
  subject: `For you: ${practiceOf(about)}`,
  heading: "You look after this request now",
  paragraphs: [`${by} gave it to you. Please answer by ${when(about.dueAt, lab)}.`],
  facts: facts(about),
  action: toQueue(about),
});

export const infoRequested = (about: About, question: string, lab: Lab): Letter => ({
  subject: `${lab.shortName} has a question about your request`,
  heading: "We need one more thing from you",
  paragraphs: [question, "Your request waits until you have answered; nothing is lost."],
  ...standing(1, { submitted: about.submittedAt }, lab),
  facts: [...facts(about), turnOf("yours")],
  action: { ...toRequest(about), label: "Answer the question" },
});

export const answered = (about: About, answer: string): Letter => ({
  subject: `Answered: ${practiceOf(about)}`,
  heading: "The practice has answered",
  paragraphs: [answer, "The clock runs again from where it stopped."],
  facts: facts(about),
  action: toQueue(about),
});

export const withdrawn = (about: About): Letter => ({
  subject: `Withdrawn: ${practiceOf(about)}`,
  heading: "The practice has withdrawn its request",
  paragraphs: ["There is nothing left to decide."],
  facts: facts(about),
});

export const rejected = (about: About, message: string, lab: Lab): Letter => ({
  subject: "About your connection request",
  heading: "We cannot offer this connection now",
  paragraphs: [message, `If something changes, write to us${lab.phone ? ` or call ${lab.phone}` : ""}.`],
  facts: facts(about),
  action: toRequest(about),
});

export const approvedChange = (about: About, connectionId: string, lab: Lab): Letter => ({
  subject: "Your orders are agreed",
  heading: "Agreed: your connection is to take orders too",
  paragraphs: [
    `${lab.shortName} sets the orders up and tests them. You are asked to sign the test's summary, and then they start.`,
    "Results flow as before. While the test runs they may wait for a while; nothing is lost.",
  ],
  facts: [...facts(about), turnOf(lab)],
  action: { label: "See where it stands", path: `/portal/connections/${connectionId}` },
});

export const toChange = (about: About, connectionId: string): Letter => ({
  subject: `To set up, orders too: ${practiceOf(about)}`,
  heading: "A connection is to take orders too",
  paragraphs: [
    "Sales has agreed. Where the connection is live it goes on as it is, until you pause it and take it up.",
  ],
  facts: facts(about),
  action: { label: "Open the connection", path: `/connections/${connectionId}` },
});

export const approved = (about: About, connectionId: string, lab: Lab): Letter => ({
  subject: "Your connection is approved",
  heading: "Approved: we set up your connection now",
  paragraphs: [
    `${lab.shortName} sets the connection up and tests it. You are asked to sign the test's summary at the end, and then it goes live.`,
  ],
  ...standing(2, { submitted: about.submittedAt, approved: about.decidedAt }, lab),
  facts: [...facts(about), turnOf(lab)],
  action: { label: "See where it stands", path: `/portal/connections/${connectionId}` },
});

export const toProvision = (about: About, connectionId: string): Letter => ({
  subject: `To provision: ${practiceOf(about)}`,
  heading: "A connection is ready to be provisioned",
  paragraphs: ["Sales has approved it. Everything the practice told us stands with the connection."],
  facts: facts(about),
  action: { label: "Open the connection", path: `/connections/${connectionId}` },
});

export const warned = (about: About): Letter => ({
  subject: `Due soon: ${practiceOf(about)}`,
  heading: "A request is close to its due time",
  paragraphs: ["Most of the time to answer it has passed."],
  facts: facts(about),
  action: toQueue(about),
});

export const breached = (about: About): Letter => ({
  subject: `Overdue: ${practiceOf(about)}`,
  heading: "A request was not answered in time",
  paragraphs: ["The practice still waits for an answer."],
  facts: facts(about),
  action: toQueue(about),
});
