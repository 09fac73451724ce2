import { describe, expect, test } from "vitest";
import { type Role, roles } from "~/db/schema/people";
import { type Actor, clockActor, workerActor } from "~/workflows/actor";
import { connectionMachine } from "~/workflows/connection/machine";
import { type Action, may, policy } from "~/workflows/policy";
import { requestMachine } from "~/workflows/request/machine";
import { rollOutMachine } from "~/workflows/template/machine";

const ofPractice = new Set<Role>(["provider", "practice-admin"]);
const person = (role: Role, practiceId: string | null = ofPractice.has(role) ? "prc_own" : null): Actor => ({
  kind: "person",
  id: "usr_1",
  name: "Somebody",
  email: "somebody@example.test",
  roles: [role],
  practiceId,
  address: "127.0.0.1",
});
const own = { practiceId: "prc_own" };
const other = { practiceId: "prc_other" };

const staffOnly = "sales engineer program-manager lab-ops admin";
/** Who may do each action for somebody's practice; a provider counts for the own one only. */
const expected: Record<Action, string> = {
  "portal.view": "provider",
  "invitation.send": "sales",
  "practice.people": "provider",
  "practice.managePeople": "practice-admin",
  "request.list": "sales engineer program-manager admin",
  "request.view": "provider sales engineer program-manager admin",
  "request.draft": "provider",
  "request.attach": "provider",
  "request.submit": "provider",
  "request.answer": "provider",
  "request.withdraw": "provider",
  "request.share": "provider",
  "request.approve": "sales",
  "request.reject": "sales",
  "request.ask": "sales",
  "request.claim": "sales",
  "request.assign": "sales",
  "request.release": "sales",
  "request.slaWarn": "",
  "request.slaBreach": "",
  "conversation.write": "provider sales engineer",
  "conversation.note": "sales engineer",
  "conversation.viewNotes": "sales engineer program-manager admin",
  "request.slaMove": "program-manager admin",
  "sla.view": "sales program-manager admin",
  "sla.manage": "program-manager admin",
  "emr.view": "sales engineer program-manager admin",
  "emr.manage": "program-manager admin",
  "messageTemplate.edit": "sales",
  "connection.view": `provider ${staffOnly}`,
  "connection.list": staffOnly,
  "connection.configure": "engineer",
  "connection.saveConfiguration": "engineer",
  "connection.share": "engineer",
  "connection.accessKeys": "engineer",
  "connection.probe": "engineer",
  "connection.pinHostKey": "engineer",
  "connection.changeKeys": "engineer admin",
  "connection.toDo": "engineer program-manager",
  "connection.ownToDo": "provider",
  "connection.startTest": "provider engineer",
  "connection.askGoLive": "provider",
  "connection.cancelTest": "engineer",
  "connection.gateMet": "",
  "connection.gateLost": "",
  "connection.signOff": "provider",
  "connection.delegateSignature": "provider",
  "connection.planGoLive": "engineer",
  "connection.agreeGoLive": "engineer program-manager lab-ops",
  "connection.cancelGoLive": "engineer program-manager lab-ops",
  "connection.goLive": "engineer",
  "connection.goLiveDue": "",
  "connection.pause": "engineer lab-ops admin",
  "connection.resume": "engineer lab-ops admin",
  "connection.returnToVersion": "engineer",
  "connection.switchOver": "engineer",
  "connection.askSwitchOver": "engineer",
  "connection.agreeSwitchOver": "engineer program-manager lab-ops",
  "connection.cancelSwitchOver": "engineer program-manager lab-ops",
  "connection.discardCandidate": "engineer",
  "connection.shadow": "engineer",
  "connection.acceptDifference": "engineer",
  "connection.tickFirstDay": "engineer program-manager lab-ops",
  "connection.packet": "engineer program-manager lab-ops admin",
  "connection.retire": "engineer",
  "connection.cancel": "engineer program-manager",
  "message.list": "engineer lab-ops program-manager admin",
  "message.viewContent": "engineer lab-ops",
  "connection.proveCodes": "engineer lab-ops",
  "message.replay": "engineer lab-ops",
  "message.resend": "engineer lab-ops",
  "message.edit": "engineer",
  "message.discard": "engineer lab-ops",
  "message.route": "engineer lab-ops",
  "replay.view": "engineer lab-ops program-manager admin",
  "replay.plan": "engineer lab-ops",
  "replay.decide": "engineer lab-ops",
  "replay.change": "engineer lab-ops",
  "routing.view": "engineer lab-ops admin",
  "routing.manage": "engineer admin",
  "alert.view": "engineer lab-ops program-manager admin",
  "alert.acknowledge": "engineer lab-ops admin",
  "template.view": "engineer lab-ops program-manager admin",
  "template.edit": "engineer",
  "template.publish": "engineer",
  "template.rollOut": "engineer",
  "rollOut.startWave": "engineer",
  "rollOut.waveClean": "",
  "rollOut.fail": "",
  "rollOut.stop": "engineer",
  "rollOut.resume": "engineer",
  "rollOut.cancel": "engineer",
  "compendium.view": staffOnly,
  "compendium.edit": "lab-ops",
  "compendium.review": "lab-ops admin",
  "compendium.publish": "lab-ops",
  "compendium.rules": "admin",
  "codeMap.view": "engineer lab-ops program-manager admin",
  "codeMap.edit": "engineer lab-ops",
  "panel.view": "sales lab-ops program-manager admin",
  "panel.propose": "sales lab-ops",
  "panel.offer": "sales",
  "price.view": "sales lab-ops admin",
  "price.set": "sales",
  "sync.view": staffOnly,
  "sync.manage": "lab-ops engineer",
  "program.view": staffOnly,
  "gateway.view": "admin",
  "gateway.manage": "admin",
  "goLive.manage": "admin",
  "evidence.manage": "admin",
  "people.view": "admin",
  "mail.view": "admin",
  "mail.sendAgain": "admin",
  "account.change": `provider ${staffOnly}`,
  "audit.view": "engineer lab-ops program-manager admin",
};
const actions = Object.keys(policy) as Action[];
const system = new Set<Action>([
  "connection.saveConfiguration",
  "request.slaWarn",
  "request.slaBreach",
  "connection.gateMet",
  "connection.gateLost",
  "connection.goLiveDue",
  "rollOut.waveClean",
  "rollOut.fail",
]);

describe("the policy", () => {
  test("has an entry for every event of a request, a connection and a roll-out", () => {
    const events = [
      ...requestMachine.events.map((event) => `request.${event}`),
      ...connectionMachine.events.map((event) => `connection.${event}`),
      ...rollOutMachine.events.map((event) => `rollOut.${event}`),
    ];
    expect(events.filter((action) => !(action in policy))).toEqual([]);
    expect(events.length).toBeGreaterThanOrEqual(23);
  });

  test.each(actions)("%s is for the roles that are written down here, and no other", (action) => {
    const allowed = roles.filter((role) => may(person(role), action, own));
    expect(allowed).toEqual(roles.filter((role) => expected[action].split(" ").includes(role)));
  });

  test.each(actions)("%s of another practice is never for a provider", (action) => {
    expect(may(person("provider"), action, other)).toBe(false);
  });

  test.each(actions)("%s is for the clock and the worker only where it is theirs", (action) => {
    expect([may(clockActor, action, own), may(workerActor, action, own)]).toEqual([
      system.has(action),
      system.has(action),
    ]);
  });

  test.each(actions)("%s is not for a provider without a practice, nor for somebody without roles", (action) => {
    expect(may(person("provider", null), action, own)).toBe(false);
    expect(may({ ...person("sales"), roles: [] } as Actor, action, own)).toBe(false);
  });

  test("a second role adds to the first", () => {
    const both = { ...person("provider"), roles: ["provider", "engineer"] } as Actor;
    expect([may(both, "connection.goLive", other), may(both, "connection.signOff", own)]).toEqual([true, true]);
    expect(may(both, "connection.signOff", other)).toBe(false);
  });
});
