import { eq } from "drizzle-orm";
import type { ChartEdge, ChartNode, StatechartProps } from "~/app/components/data/Statechart";
import { database } from "~/db/client";
import { type ConnectionState, stateHistory } from "~/db/schema/connections";
import type { Role } from "~/db/schema/people";
import type { Actor } from "~/workflows/actor";
import { connectionContext } from "~/workflows/connection/context";
import { gateLabels } from "~/workflows/connection/gate";
import type { ConnectionContext, ConnectionEvent } from "~/workflows/connection/machine";
import { outlook, type Prospect, ways } from "~/workflows/connection/outlook";
import type { ConnectionRow } from "~/workflows/dispatch";
import { type Action, may, policy } from "~/workflows/policy";

/** Where each state stands in the picture; everything else about it is read from the machine. */
const places: Record<ConnectionState, { label: string; x: number; y: number }> = {
  cancelled: { label: "Cancelled", x: 69, y: 4 },
  provisioning: { label: "Provisioning", x: 4, y: 66 },
  testing: { label: "Testing", x: 136, y: 66 },
  ready: { label: "Ready", x: 268, y: 66 },
  retired: { label: "Retired", x: 4, y: 130 },
  paused: { label: "Paused", x: 136, y: 130 },
  live: { label: "Live", x: 268, y: 130 },
};
const size = { width: 368, height: 166 };

const words: Record<ConnectionEvent["type"], string> = {
  saveConfiguration: "Save a configuration",
  startTest: "Start a test run",
  gateMet: "Gate turns green",
  gateLost: "Gate is lost",
  planGoLive: "Ask for or schedule the go-live",
  agreeGoLive: "Agree to the go-live",
  cancelGoLive: "Cancel the planned go-live",
  goLive: "Go live",
  goLiveDue: "Go live as planned",
  pause: "Pause",
  resume: "Resume",
  returnToVersion: "Return to the version before",
  switchOver: "Put the change into force",
  askSwitchOver: "Ask for the switch-over",
  agreeSwitchOver: "Agree to the switch-over",
  cancelSwitchOver: "Take the asking back",
  discardCandidate: "Discard the change",
  retire: "Retire",
  cancel: "Cancel the connection",
};

const crowds: Record<Role, string> = {
  provider: "the practice",
  "practice-admin": "the practice's admin",
  sales: "sales",
  engineer: "engineers",
  "program-manager": "program managers",
  "lab-ops": "lab operations",
  admin: "administrators",
};

/** Who may send an event, as far as the one who looks may not. */
function whose(actor: Actor, event: ConnectionEvent["type"], row: ConnectionRow): string {
  const action = `connection.${event}` as Action;
  if (may(actor, action, row)) return "";
  const rule: { all?: readonly Role[]; own?: readonly Role[]; system?: true } = policy[action];
  return rule.system ? "by itself" : `by ${(rule.all ?? []).map((role) => crowds[role]).join(", ")}`;
}

function noteOf(prospect: Prospect, who: string): string {
  if (prospect.kind === "open") return who ? `(${who})` : "";
  const missing = prospect.missing?.map((item) => gateLabels[item as keyof typeof gateLabels] ?? item) ?? [];
  return missing.length > 0 ? `${prospect.message} Missing: ${missing.join(", ")}.` : prospect.message;
}

/** The picture of a connection's machine, for the facts of one connection; pure. */
export function drawChart(
  state: ConnectionState,
  context: ConnectionContext,
  went: readonly { from: string; to: string }[],
  who: (event: ConnectionEvent["type"]) => string = () => "",
): StatechartProps {
  const prospects = outlook(state, context);
  const stands = new Map(prospects.map((prospect) => [prospect.event, prospect]));
  const pairs = new Map(ways.map((way) => [`${way.from} ${way.to}`, way]));
  const kindOf = ({ from, to }: { from: string; to: string }): ChartEdge["kind"] => {
    const events = ways.filter((way) => way.from === from && way.to === to).map((way) => way.event);
    if (from === state && to !== state) {
      return events.some((event) => stands.get(event)?.kind === "open") ? "now" : "blocked";
    }
    return went.some((step) => step.from === from && step.to === to) ? "taken" : "open";
  };
  const edges = [...pairs.values()].map(({ from, to }): ChartEdge => ({ from, to, kind: kindOf({ from, to }) }));
  const passed = new Set(went.flatMap((step) => [step.from, step.to]));
  const nodes = (Object.keys(places) as ConnectionState[]).map(
    (id): ChartNode => ({
      id,
      ...places[id],
      look: id === state ? "current" : passed.has(id) ? "passed" : "open",
    }),
  );
  const barred = edges.find((edge) => edge.kind === "blocked" && (edge.to === "ready" || edge.to === "live"));
  const open = edges.filter((edge) => edge.kind === "now").map((edge) => labelOf(edge.to));
  const here = `It is ${labelOf(state).toLowerCase()}`;
  return {
    ...size,
    nodes,
    edges,
    events: prospects.map((prospect) => ({
      event: prospect.event,
      label: words[prospect.event],
      to: prospect.kind === "open" ? labelOf(prospect.to) : null,
      note: noteOf(prospect, who(prospect.event)),
    })),
    caption: barred
      ? `${here}; ${labelOf(barred.to).toLowerCase()} is held back ${context.missing.length > 0 ? "by the gate" : "for now"}`
      : open.length > 0
        ? `${here}; from here it can be ${open.join(" or ").toLowerCase()}`
        : here,
    blocked: barred !== undefined,
  };
}

const labelOf = (state: string) => places[state as ConnectionState].label;

/** The picture for whoever looks, with the way the connection has gone. */
export async function connectionChart(actor: Actor, row: ConnectionRow): Promise<StatechartProps> {
  const db = database();
  const [context, went] = await Promise.all([
    connectionContext(db, row, actor),
    db
      .selectDistinct({ from: stateHistory.fromState, to: stateHistory.toState })
      .from(stateHistory)
      .where(eq(stateHistory.subjectId, row.id)),
  ]);
  return drawChart(row.state, context, went, (event) => whose(actor, event, row));
}
