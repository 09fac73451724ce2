import type { SentencePart } from "~/app/components/Sentence";
import type { Stage } from "~/app/components/state/StageTracker";
import type { GateLamp } from "~/workflows/connection/gate";
import type { ConnectionRow, RequestRow } from "~/workflows/dispatch";

/** The four steps of a practice's way, and the one sentence that says where it stands. */
type Names = { lab: string };
type Standing = { stages: Stage[]; ball: { party: string; mine: boolean } | null; sentence: SentencePart[] };

const titles = ["Submitted", "Approved", "Provisioning", "Live"];
const day = (at: Date | null) =>
  at ? new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" }).format(at) : undefined;

function stagesAt(reached: number, notes: (string | undefined)[], last: Stage["state"] = "now"): Stage[] {
  return titles.map((title, i) => {
    const note = notes[i];
    return { title, state: i < reached ? "done" : i === reached ? last : "later", ...(note && { note }) };
  });
}

export function requestStanding(row: RequestRow, { lab }: Names): Standing {
  const us = { party: lab, mine: false };
  const you = { party: "you", mine: true };
  const submitted = day(row.submittedAt);
  switch (row.state) {
    case "draft":
      return {
        stages: stagesAt(0, ["Not sent yet"]),
        ball: you,
        sentence: ["Your request is a draft. Finish it and submit it when you are ready."],
      };
    case "submitted":
      return {
        stages: stagesAt(0, [submitted, row.dueAt ? `By ${day(row.dueAt)}` : undefined]),
        ball: us,
        sentence: row.dueAt
          ? [
              "Your request is with our sales team. You have an answer by ",
              { at: row.dueAt.toISOString(), style: "full" },
              ". Nothing to do until then.",
            ]
          : ["Your request is with our sales team. Nothing to do until they answer."],
      };
    case "info-requested":
      return {
        stages: stagesAt(0, [submitted, "Waits for your answer"]),
        ball: you,
        sentence: [{ strong: `${lab} has a question.` }, " Your request waits until you have answered it."],
      };
    case "approved":
      return {
        stages: stagesAt(2, [submitted, day(row.decidedAt)]),
        ball: us,
        sentence: ["Approved. We set up your connection now."],
      };
    case "rejected":
      return {
        stages: stagesAt(1, [submitted, day(row.decidedAt)], "stopped"),
        ball: null,
        sentence: ["We cannot offer this connection now. The reason stands below."],
      };
    case "withdrawn":
      return {
        stages: stagesAt(0, ["Withdrawn"], "stopped"),
        ball: null,
        sentence: ["You have withdrawn this request."],
      };
  }
}

/** Whether the practice's signature is what is waited for. */
export const asksToSign = (lamps: readonly GateLamp[]): boolean =>
  lamps.some((lamp) => lamp.item === "signOff" && lamp.turn === "practice");

export function connectionStanding(
  row: ConnectionRow,
  request: Pick<RequestRow, "submittedAt" | "decidedAt"> | undefined,
  lamps: readonly GateLamp[],
  { lab }: Names,
): Standing {
  const us = { party: lab, mine: false };
  const you = { party: "you", mine: true };
  const before = [day(request?.submittedAt ?? null), day(request?.decidedAt ?? row.createdAt)];
  const planned = row.targetDate ? `Planned ${day(new Date(`${row.targetDate}T12:00:00Z`))}` : undefined;
  const flows = row.mode === "bidirectional" ? "Orders and results" : "Results";
  const toSign = asksToSign(lamps);
  switch (row.state) {
    case "provisioning":
      return {
        stages: stagesAt(2, [...before, "Being set up", planned]),
        ball: us,
        sentence: ["We are setting up your connection. We tell you when it is ready to be tested."],
      };
    case "testing":
      return toSign
        ? {
            stages: stagesAt(2, [...before, "Tested", planned]),
            ball: you,
            sentence: [{ strong: "Testing went well." }, " Please read the summary and sign it; then we can start."],
          }
        : {
            stages: stagesAt(2, [...before, "Testing now", planned]),
            ball: us,
            sentence: ["We are testing your connection. You are asked to sign when the test has gone well."],
          };
    case "ready":
      return {
        stages: stagesAt(2, [...before, "Ready to start", planned]),
        ball: us,
        sentence: ["Everything is tested and signed. We start it now."],
      };
    case "live":
      return {
        stages: stagesAt(3, [...before, "Done", row.liveAt ? `Since ${day(row.liveAt)}` : undefined], "done"),
        ball: toSign ? you : null,
        sentence: toSign
          ? [
              { strong: `${flows} flow by themselves.` },
              " A change to your connection was tested beside it. Please read the summary and sign it.",
            ]
          : [{ strong: `${flows} flow by themselves.` }, " We watch it, and tell you if something stops."],
      };
    case "paused":
      return {
        stages: stagesAt(3, [...before, "Done", "Paused"]),
        ball: us,
        sentence: [
          { strong: "Your connection is paused." },
          ` Nothing is lost: what comes in is kept by ${lab} and goes on afterwards.`,
        ],
      };
    case "retired":
    case "cancelled":
      return {
        stages: stagesAt(3, [...before, undefined, row.state === "retired" ? "Ended" : "Cancelled"], "stopped"),
        ball: null,
        sentence: [`This connection was ${row.state}.`],
      };
  }
}
