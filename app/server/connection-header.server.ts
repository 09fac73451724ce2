import type { ConnectionLayoutProps, HeaderAction } from "~/app/components/workspace/ConnectionLayout";
import type { letOnLately } from "~/db/queries/guarded-orders";
import type { Actor } from "~/workflows/actor";
import { type GateLamp, missingItems } from "~/workflows/connection/gate";
import type { GoLivePlan } from "~/workflows/connection/go-live-facts";
import type { Standing } from "~/workflows/connection/standing";
import type { ConnectionRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";

/** The head of a connection's page: where it stands, and what whoever looks can do about it. */

export const flowsOf = (row: Pick<ConnectionRow, "mode">) =>
  row.mode === "bidirectional" ? "Orders and results" : "Results";

/** A lamp as it stands beside a connection's name. */
export const dotOf = (lamp: GateLamp) => ({
  key: lamp.item,
  title: lamp.label,
  state: lamp.state,
  reason: lamp.reason,
});

/** Whose turn it is, for somebody who is (`mine`) or is not an engineer. */
export function turnOf(
  row: ConnectionRow,
  lamps: readonly GateLamp[],
  engineer: boolean,
): { party: string; mine: boolean } | null {
  if (row.state === "live" || row.state === "retired" || row.state === "cancelled") return null;
  if (row.state !== "paused" && lamps.some((lamp) => lamp.turn === "practice"))
    return { party: "Practice", mine: false };
  return { party: "Engineer", mine: engineer };
}

/** Where it stands, in a word and a sentence. */
export function verdictOf(
  row: ConnectionRow,
  lamps: readonly GateLamp[],
  lately: Lately,
): ConnectionLayoutProps["verdict"] {
  const missing = missingItems([...lamps]);
  const green = lamps.length - missing.length;
  if (row.state === "live")
    return {
      tone: lately.passed > 0 ? "warn" : "good",
      word: "Live",
      text: `${flowsOf(row)} flow. ${green} of 7 gate items are green.${latelyWords(lately)}`,
    };
  if (row.state === "retired" || row.state === "cancelled")
    return { tone: "off", word: "Ended", text: `This connection was ${row.state}.` };
  if (missing.length === 0)
    return {
      tone: "good",
      word: "Go",
      text: row.state === "paused" ? "All seven are green; it can run again." : "All seven are green; it can go live.",
    };
  const waits = lamps.filter((lamp) => lamp.state !== "green");
  // What is wrong comes before what is old.
  const first = waits.find((lamp) => lamp.state === "red") ?? waits[0];
  if (waits.every((lamp) => lamp.turn === "practice")) {
    return { tone: "wait", word: "Waiting", text: `${green} of 7 green. ${first?.next ?? ""}` };
  }
  const red = waits.some((lamp) => lamp.state === "red");
  return {
    tone: red ? "stop" : "work",
    word: "No-go",
    text: `${green} of 7 green. ${first ? `${first.label}: ${first.next}` : ""}`,
  };
}

type Lately = Awaited<ReturnType<typeof letOnLately>>;

/** What became of other codes in the last day, behind a space; empty when there was nothing. */
function latelyWords({ passed, substituted }: Lately): string {
  const orders = (count: number) => `${count} ${count === 1 ? "order" : "orders"}`;
  const words = [
    ...(passed > 0 ? [`${orders(passed)} of the last day went on with a warning.`] : []),
    ...(substituted > 0 ? [`In ${orders(substituted)} of the last day an ended code was replaced.`] : []),
  ];
  return words.map((sentence) => ` ${sentence}`).join("");
}

/** What can be done with a connection that is not ready. */
export function actionsOf(
  row: ConnectionRow,
  standing: Standing,
  engineer: boolean,
  base: string,
  hasEmr: boolean,
): HeaderAction[] {
  const go = missingItems(standing.lamps).length === 0;
  const link = (label: string, tab: string): HeaderAction => ({
    kind: "link",
    label,
    href: `${base}/${tab}`,
    primary: true,
  });
  const flows = flowsOf(row);
  const pause: HeaderAction = {
    kind: "confirm",
    intent: "pause",
    label: "Pause",
    title: "Pause this connection?",
    text: `${flows} stop moving. Orders stay on the practice's server, results are kept here; both go on when you resume.`,
    primary: false,
    askReason: true,
  };
  const resume: HeaderAction = {
    kind: "confirm",
    intent: "resume",
    label: "Resume",
    title: "Run this connection again?",
    text: "What waited is delivered at once, in its order.",
    primary: true,
  };
  const cancel: HeaderAction = {
    kind: "confirm",
    intent: "cancel",
    label: "Cancel connection",
    title: "Cancel this connection?",
    text: "It ends here and cannot be opened again. What is on record stays.",
    primary: false,
    danger: true,
    askReason: true,
  };
  switch (row.state) {
    case "provisioning":
    case "testing": {
      if (!engineer) return [];
      if (!standing.endpointsReady) return [cancel, link(hasEmr ? "Finish set-up" : "Set up", "endpoints")];
      if (standing.unmapped.length > 0)
        return [
          cancel,
          link(`Map ${standing.unmapped.length} ${standing.unmapped.length === 1 ? "code" : "codes"}`, "codes"),
        ];
      return [
        cancel,
        ...(standing.lamps.some((lamp) => lamp.turn === "practice" || lamp.state === "running")
          ? []
          : [link("Run test", "test-runs")]),
      ];
    }
    case "live":
      return row.candidateVersion !== null && engineer
        ? [pause, link(`Look at version ${row.candidateVersion}`, "change")]
        : [pause];
    case "paused":
      return [
        ...(engineer
          ? [
              {
                kind: "confirm" as const,
                intent: "retire",
                label: "Retire",
                title: "Retire this connection?",
                text: "It ends for good. What is on record stays.",
                primary: false,
                danger: true,
                askReason: true,
              },
            ]
          : []),
        ...(go ? [resume] : engineer ? [link("Run test", "test-runs")] : []),
      ];
    default:
      return [];
  }
}

/** What can be done with a connection that may go live. */
export function readyActions(
  actor: Actor,
  row: ConnectionRow,
  plan: GoLivePlan | undefined,
  secondPerson: boolean,
): HeaderAction[] {
  const link = (label: string, primary: boolean): HeaderAction => ({
    kind: "link",
    label,
    href: `/connections/${row.id}/go-live`,
    primary,
  });
  if (plan)
    return [link(plan.agreedBy || !secondPerson ? "See the planned go-live" : "A second person is asked for", true)];
  if (!may(actor, "connection.goLive", row)) return [];
  if (secondPerson) return [link("Ask for go-live", true)];
  return [
    link("Schedule go-live", false),
    {
      kind: "confirm",
      intent: "goLive",
      label: "Go live",
      title: "Go live now?",
      text: `${flowsOf(row)} start to flow by themselves between ${row.emrName} and the lab, for real patients. The practice is told.`,
      primary: true,
    },
  ];
}

/** What Sales does from here; engineers have enough buttons. */
export function panelActions(actor: Actor, { id, practiceId, state }: ConnectionRow): HeaderAction[] {
  const ended = state === "retired" || state === "cancelled";
  if (ended || !may(actor, "panel.offer")) return [];
  return [
    { kind: "link", label: "Prices", href: `/prices/${practiceId}`, primary: false },
    { kind: "link", label: "Build panel", href: `/panels/new?connection=${id}`, primary: false },
  ];
}
