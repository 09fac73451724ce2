import type { Role } from "~/db/schema/people";
import type { Actor } from "./actor";

/**
 * Who may do what. Every loader, action and command asks here; the same answer hides the button.
 * `all`: these roles, for every practice. `own`: these roles, for the practice they are bound to. `system`: the clock and
 * the worker may too.
 */
type Rule = { all?: readonly Role[]; own?: readonly Role[]; system?: true };

const staff = ["sales", "engineer", "program-manager", "lab-ops", "admin"] as const;

export const policy = {
  "portal.view": { own: ["provider"] },
  "invitation.send": { all: ["sales"] },
  "practice.people": { own: ["provider"] },
  "practice.managePeople": { own: ["practice-admin"] },
  /** The queue with everybody's requests; one of them is seen under `request.view`. */
  "request.list": { all: ["sales", "engineer", "program-manager", "admin"] },
  "request.view": { all: ["sales", "engineer", "program-manager", "admin"], own: ["provider"] },
  "request.draft": { own: ["provider"] },
  "request.attach": { own: ["provider"] },
  "request.submit": { own: ["provider"] },
  "request.answer": { own: ["provider"] },
  "request.withdraw": { own: ["provider"] },
  "request.share": { own: ["provider"] },
  "request.approve": { all: ["sales"] },
  "request.reject": { all: ["sales"] },
  "request.ask": { all: ["sales"] },
  "request.claim": { all: ["sales"] },
  "request.assign": { all: ["sales"] },
  "request.release": { all: ["sales"] },
  "request.slaWarn": { system: true },
  "request.slaBreach": { system: true },
  "conversation.write": { all: ["sales", "engineer"], own: ["provider"] },
  "conversation.note": { all: ["sales", "engineer"] },
  "conversation.viewNotes": { all: ["sales", "engineer", "program-manager", "admin"] },
  "request.slaMove": { all: ["program-manager", "admin"] },
  "sla.view": { all: ["sales", "program-manager", "admin"] },
  "sla.manage": { all: ["program-manager", "admin"] },
  "emr.view": { all: ["sales", "engineer", "program-manager", "admin"] },
  "emr.manage": { all: ["program-manager", "admin"] },
  "messageTemplate.edit": { all: ["sales"] },
  "connection.view": { all: staff, own: ["provider"] },
  "connection.list": { all: ["sales", "engineer", "program-manager", "lab-ops", "admin"] },
  "connection.configure": { all: ["engineer"] },
  /** An approved change takes effect by itself where nothing runs. */
  "connection.saveConfiguration": { all: ["engineer"], system: true },
  "connection.share": { all: ["engineer"] },
  "connection.accessKeys": { all: ["engineer"] },
  "connection.probe": { all: ["engineer"] },
  "connection.pinHostKey": { all: ["engineer"] },
  "connection.changeKeys": { all: ["engineer", "admin"] },
  "connection.toDo": { all: ["engineer", "program-manager"] },
  "connection.ownToDo": { own: ["provider"] },
  /** A practice's own test has conditions beside this; see `connection/self-test.ts`. */
  "connection.startTest": { all: ["engineer"], own: ["provider"] },
  "connection.askGoLive": { own: ["provider"] },
  "connection.cancelTest": { all: ["engineer"] },
  "connection.gateMet": { system: true },
  "connection.gateLost": { system: true },
  "connection.signOff": { own: ["provider"] },
  "connection.delegateSignature": { own: ["provider"] },
  "connection.planGoLive": { all: ["engineer"] },
  "connection.agreeGoLive": { all: ["engineer", "program-manager", "lab-ops"] },
  "connection.cancelGoLive": { all: ["engineer", "program-manager", "lab-ops"] },
  "connection.goLive": { all: ["engineer"] },
  "connection.goLiveDue": { system: true },
  "connection.pause": { all: ["engineer", "lab-ops", "admin"] },
  "connection.resume": { all: ["engineer", "lab-ops", "admin"] },
  "connection.returnToVersion": { all: ["engineer"] },
  "connection.switchOver": { all: ["engineer"] },
  "connection.askSwitchOver": { all: ["engineer"] },
  "connection.agreeSwitchOver": { all: ["engineer", "program-manager", "lab-ops"] },
  "connection.cancelSwitchOver": { all: ["engineer", "program-manager", "lab-ops"] },
  "connection.discardCandidate": { all: ["engineer"] },
  "connection.shadow": { all: ["engineer"] },
  "connection.acceptDifference": { all: ["engineer"] },
  "connection.tickFirstDay": { all: ["engineer", "program-manager", "lab-ops"] },
  "connection.packet": { all: ["engineer", "program-manager", "lab-ops", "admin"] },
  "connection.retire": { all: ["engineer"] },
  "connection.cancel": { all: ["engineer", "program-manager"] },
  "connection.proveCodes": { all: ["engineer", "lab-ops"] },
  "message.list": { all: ["engineer", "lab-ops", "program-manager", "admin"] },
  "message.viewContent": { all: ["engineer", "lab-ops"] },
  "message.replay": { all: ["engineer", "lab-ops"] },
  "message.resend": { all: ["engineer", "lab-ops"] },
  "message.edit": { all: ["engineer"] },
  "message.discard": { all: ["engineer", "lab-ops"] },
  "message.route": { all: ["engineer", "lab-ops"] },
  "replay.view": { all: ["engineer", "lab-ops", "program-manager", "admin"] },
  "replay.plan": { all: ["engineer", "lab-ops"] },
  "replay.decide": { all: ["engineer", "lab-ops"] },
  "replay.change": { all: ["engineer", "lab-ops"] },
  "routing.view": { all: ["engineer", "lab-ops", "admin"] },
  "routing.manage": { all: ["engineer", "admin"] },
  "alert.view": { all: ["engineer", "lab-ops", "program-manager", "admin"] },
  "alert.acknowledge": { all: ["engineer", "lab-ops", "admin"] },
  "template.view": { all: ["engineer", "lab-ops", "program-manager", "admin"] },
  "template.edit": { all: ["engineer"] },
  "template.publish": { all: ["engineer"] },
  "template.rollOut": { all: ["engineer"] },
  "rollOut.startWave": { all: ["engineer"] },
  "rollOut.waveClean": { system: true },
  "rollOut.fail": { system: true },
  "rollOut.stop": { all: ["engineer"] },
  "rollOut.resume": { all: ["engineer"] },
  "rollOut.cancel": { all: ["engineer"] },
  "compendium.view": { all: staff },
  "compendium.edit": { all: ["lab-ops"] },
  "compendium.review": { all: ["lab-ops", "admin"] },
  "compendium.publish": { all: ["lab-ops"] },
  "compendium.rules": { all: ["admin"] },
  "codeMap.view": { all: ["engineer", "lab-ops", "program-manager", "admin"] },
  "codeMap.edit": { all: ["engineer", "lab-ops"] },
  "panel.view": { all: ["sales", "lab-ops", "program-manager", "admin"] },
  /** Builds a panel into the draft, where lab ops publish it or not. */
  "panel.propose": { all: ["sales", "lab-ops"] },
  "panel.offer": { all: ["sales"] },
  "price.view": { all: ["sales", "lab-ops", "admin"] },
  "price.set": { all: ["sales"] },
  "sync.view": { all: staff },
  "sync.manage": { all: ["lab-ops", "engineer"] },
  "program.view": { all: ["program-manager", "sales", "engineer", "lab-ops", "admin"] },
  "gateway.view": { all: ["admin"] },
  "gateway.manage": { all: ["admin"] },
  "goLive.manage": { all: ["admin"] },
  "evidence.manage": { all: ["admin"] },
  "people.view": { all: ["admin"] },
  "mail.view": { all: ["admin"] },
  "mail.sendAgain": { all: ["admin"] },
  /** What concerns nobody but the person: which mails to get. */
  "account.change": { all: staff, own: ["provider"] },
  "audit.view": { all: ["admin", "engineer", "lab-ops", "program-manager"] },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof policy;

/**
 * What can be asked without saying of which practice. An action that some may for every practice and others for their own
 * needs its subject, or what is everybody's would be shown to them; but for what concerns nobody but the person.
 */
export type PlainAction =
  | "account.change"
  | {
      [A in Action]: (typeof policy)[A] extends { all: readonly Role[]; own: readonly Role[] } ? never : A;
    }[Action];

/**
 * Whether `actor` may do `action`. For a thing that belongs to a practice pass its `practiceId`; without one, only roles
 * that act for every practice may, and an own-practice role may when the question is about its own (`practiceId` omitted).
 */
export function may(actor: Actor, action: Action, subject?: { practiceId: string }): boolean {
  const rule: Rule = policy[action];
  if (actor.kind === "system") return rule.system === true;
  if (rule.all?.some((role) => actor.roles.includes(role))) return true;
  if (!actor.practiceId || !rule.own?.some((role) => actor.roles.includes(role))) return false;
  return subject === undefined || subject.practiceId === actor.practiceId;
}
