import type { Role } from "~/db/schema/people";

/** What mails are about: the first word of a mail's cause, the words people know it by, and who gets it. */
export const mailKinds = {
  "request.submit": { label: "A request is sent", for: ["provider", "sales"] },
  "request.claim": { label: "Somebody of the lab looks after a request", for: ["provider"] },
  "request.assign": { label: "A request is given to me", for: ["sales"] },
  "request.ask": { label: "The lab asks for information", for: ["provider"] },
  "request.answer": { label: "A practice has answered", for: ["sales"] },
  "request.withdraw": { label: "A request is withdrawn", for: ["sales"] },
  "request.reject": { label: "A request is declined", for: ["provider"] },
  "request.approve": { label: "A request is approved", for: ["provider", "engineer"] },
  "request.slaWarn": { label: "A request is due soon", for: ["sales"] },
  "request.slaBreach": { label: "A request is overdue", for: ["sales"] },
  "toDo.assign": {
    label: "A to-do is given to me",
    for: ["provider", "sales", "engineer", "program-manager", "lab-ops", "admin"],
  },
  "toDo.overdue": {
    label: "A to-do of mine is overdue",
    for: ["provider", "sales", "engineer", "program-manager", "lab-ops", "admin"],
  },
  "connection.provision": { label: "The lab begins to set a connection up", for: ["provider"] },
  "testRun.finish": { label: "A test is done and waits for a signature", for: ["provider"] },
  "connection.signOff": { label: "A practice has signed", for: ["engineer"] },
  "signature.change": { label: "Who signs for the practice has changed", for: ["provider"] },
  "conversation.write": { label: "Somebody on the other side has written", for: ["provider", "sales", "engineer"] },
  "connection.goLive": { label: "A connection goes live", for: ["provider", "program-manager"] },
  "goLive.ask": { label: "A practice has tested and asks for go-live", for: ["engineer"] },
  "goLive.plan": {
    label: "A go-live or a switch-over is asked for, cancelled, or did not happen",
    for: ["engineer", "program-manager", "lab-ops"],
  },
  "evidence.age": { label: "What a ready connection rests on becomes too old", for: ["engineer"] },
  "order.substitute": { label: "Another test was put for a code that has ended", for: ["provider"] },
  "connection.pause": { label: "A connection is paused", for: ["provider"] },
  "connection.switchOver": { label: "A change to a live connection is in force", for: ["provider"] },
  "connection.returnToVersion": { label: "A change to a live connection is taken back", for: ["provider"] },
  "connection.resume": { label: "A connection runs again", for: ["provider"] },
  /** To the EMR's vendor, who has no account to turn it off in. */
  "sync.send": { label: "A compendium update is there to be loaded", for: [] },
  alert: { label: "Something needs a look", for: ["provider", "engineer"] },
  /** Asked for by whoever gets them, and so not to be turned off. */
  "signature.receipt": { label: "The receipt of a signature", for: [] },
  "invitation.send": { label: "An invitation, or an address to be proved", for: [] },
  "signUp.known": { label: "Somebody asked for an account that there is", for: [] },
  digest: { label: "The week in one mail, on Monday morning", for: ["provider", "sales", "program-manager"] },
} as const satisfies Record<string, { label: string; for: readonly Role[] }>;

export type MailKind = keyof typeof mailKinds;

/** The change that causes a mail: its kind, and what it happened to. */
export type MailCause = `${MailKind} ${string}`;

export const kindOf = (cause: MailCause): MailKind => cause.slice(0, cause.indexOf(" ")) as MailKind;
