import type { Letter } from "~/db/schema/operations";
import type { MailKind } from "~/emails/kinds";
import * as connection from "../connection/letters";
import { toDoGiven, toDoOverdue } from "../connection/to-do-letters";
import { written } from "../conversation/letters";
import * as door from "../door/letters";
import type { Lab } from "../lab";
import { codeReplaced } from "../order/letters";
import * as request from "../request/letters";
import { updateReady, updateReminder } from "../sync/letters";
import { labDigest, practiceDigest } from "./digest";

/** One of each letter with made-up contents, for looking at how they read; pure. */
export type Specimen = { id: string; kind: MailKind; to: "practice" | "lab"; letter: Letter };

export function specimens(lab: Lab, now: Date): Specimen[] {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const asked = {
    id: "req_specimen",
    connectionId: null,
    emrName: "An EMR 5.2",
    form: { practice: { legalName: "A practice" } },
    dueAt: before(-2),
    submittedAt: before(3),
    decidedAt: before(1),
  };
  const connected = {
    id: "con_specimen",
    emrName: "An EMR 5.2",
    mode: "bidirectional" as const,
    signerName: "The signer",
    createdAt: before(9),
    liveAt: now,
  };
  const week = { asked: 6, decided: 5, late: 1, waiting: 3, waitingForPractice: 2, wentLive: 2, beingSetUp: 4 };
  const list = [
    { name: "Request for an EMR", state: "waits for your answer" },
    { name: "Connection for another EMR", state: "being tested by the lab" },
  ];
  const alert = {
    title: "An endpoint cannot be reached",
    detail: "What happened, and what is unharmed.",
    connectionId: null,
  };
  const said = { by: "The writer", text: "What they wrote,\nas they wrote it.", files: ["specification.pdf"] };
  const update = {
    practice: "A practice",
    emrName: "An EMR",
    release: "2026.12",
    effectiveOn: "2026-12-01",
    changes: 7,
    whole: false,
    dueOn: "2026-12-08",
  };
  const toDo = { what: "What has to be done", party: "lab" as const, due: "2026-12-01" };
  const practice: [MailKind, Letter][] = [
    ["invitation.send", door.invitedByLab("A practice", "Somebody", before(-14), lab)],
    ["invitation.send", door.invitedByVendor("A practice", "A contact of the vendor", before(-14), lab)],
    ["invitation.send", door.invitedByColleague("A practice", "A colleague", before(-14), lab)],
    ["invitation.send", door.verifyAddress("A practice", before(-14), lab)],
    ["signUp.known", door.alreadyHasAccount(lab)],
    ["request.submit", request.received(asked, lab)],
    ["request.claim", request.claimed(asked, "A person of Sales", lab)],
    ["request.ask", request.infoRequested(asked, "The question, as Sales wrote it.", lab)],
    ["conversation.write", written(asked, said, "lab", lab)],
    ["request.reject", request.rejected(asked, "The reason, as Sales wrote it.", lab)],
    ["request.approve", request.approved(asked, connected.id, lab)],
    ["request.approve", request.approvedChange(asked, connected.id, lab)],
    ["toDo.assign", toDoGiven(connected, { ...toDo, party: "practice", by: "The engineer" })],
    ["toDo.overdue", toDoOverdue(connected, { ...toDo, party: "practice" })],
    ["order.substitute", codeReplaced({ ...connected, emrCode: "OLD", labCode: "OLD", putCode: "NEW" }, lab)],
    ["connection.provision", connection.provisioningBegan(connected, lab)],
    ["testRun.finish", connection.signOffAsked(connected, lab)],
    [
      "signature.receipt",
      connection.signatureReceipt(
        connected,
        { typedName: "The signer", at: now, summarySha256: "0123456789abcdef" },
        lab,
      ),
    ],
    ["signature.change", connection.namedToSign(connected, "A colleague", lab)],
    ["signature.change", connection.noLongerSigns(connected, "A colleague", "The signer")],
    ["connection.goLive", connection.wentLive(connected, lab)],
    ["connection.pause", connection.paused(connected, "The reason, as the engineer wrote it.", lab)],
    ["connection.resume", connection.resumed(connected, lab)],
    ["connection.switchOver", connection.changed(connected, lab)],
    ["connection.returnToVersion", connection.changedBack(connected, "The new codes were not right.", lab)],
    ["sync.send", updateReady(update, lab)],
    ["sync.send", updateReminder(update, lab)],
    ["digest", practiceDigest(list, lab)],
  ];
  const inside: [MailKind, Letter][] = [
    ["request.submit", request.submitted(asked, lab)],
    ["request.assign", request.assigned(asked, "A colleague", lab)],
    ["request.answer", request.answered(asked, "The answer, as the practice wrote it.")],
    ["conversation.write", written(asked, said, "practice", lab)],
    ["request.withdraw", request.withdrawn(asked)],
    ["request.approve", request.toProvision(asked, connected.id)],
    ["request.approve", request.toChange(asked, connected.id)],
    ["request.slaWarn", request.warned(asked)],
    ["request.slaBreach", request.breached(asked)],
    ["connection.signOff", connection.signed(connected, "The signer")],
    ["connection.goLive", connection.wentLiveInside(connected)],
    ["goLive.ask", connection.goLiveWanted(connected, "A practice", "A person of the practice", 3)],
    ["goLive.plan", connection.goLiveAsked(connected, "The engineer", now, lab)],
    ["goLive.plan", connection.goLiveCancelled(connected, "The engineer", "The reason, as they wrote it.")],
    ["goLive.plan", connection.switchOverAsked(connected, "The engineer", 4)],
    ["goLive.plan", connection.switchOverCancelled(connected, "The engineer", "The reason, as they wrote it.")],
    ["goLive.plan", connection.goLiveRefused(connected, "No-go: the gate is not green.", lab, now)],
    ["toDo.assign", toDoGiven(connected, { ...toDo, by: "A colleague" })],
    ["toDo.overdue", toDoOverdue(connected, toDo)],
    ["evidence.age", connection.evidenceAges(connected, ["Round trip", "Audit trail"], before(-7), lab)],
    ["evidence.age", connection.evidenceTooOld(connected, ["Round trip", "Audit trail"])],
    ["alert", connection.alertRaised(alert)],
    ["digest", labDigest(week, lab)],
  ];
  const of = (to: Specimen["to"], all: [MailKind, Letter][]) =>
    all.map(([kind, letter], i): Specimen => ({ id: `${to}-${i}-${kind}`, kind, to, letter }));
  return [...of("practice", practice), ...of("lab", inside)];
}
