import type { ChartEdge, ChartNode } from "~/app/components/data/Statechart";
import type { ConnectionState } from "~/db/schema/connections";
import { type GateLamp, missingItems } from "~/workflows/connection/gate";

/** The connection's machine as a picture: the way taken, the current state, what holds it back. */
const places: [ConnectionState, string, number, number][] = [
  ["cancelled", "Cancelled", 76, 0],
  ["provisioning", "Provisioning", 0, 64],
  ["testing", "Testing", 140, 64],
  ["ready", "Ready", 264, 64],
  ["retired", "Retired", 12, 128],
  ["paused", "Paused", 140, 128],
  ["live", "Live", 264, 128],
];

const way: ConnectionState[] = ["provisioning", "testing", "ready", "live"];

export function connectionChart(state: ConnectionState, lamps: readonly GateLamp[]) {
  const reached = state === "paused" || state === "retired" ? way.length : way.indexOf(state);
  const held = missingItems([...lamps]);
  const blocked = held.length > 0 && (state === "testing" || state === "ready" || state === "paused");
  const nodes: ChartNode[] = places.map(([id, label, x, y]) => ({
    id,
    label,
    x,
    y,
    ...(way.indexOf(id) >= 0 && way.indexOf(id) < reached && { passed: true }),
  }));
  const step = (i: number): ChartEdge["kind"] =>
    reached > i ? "taken" : blocked && reached === i ? "blocked" : "open";
  const edges: ChartEdge[] = [
    { from: "provisioning", to: "cancelled", fromSide: "top", toSide: "left", kind: "open" },
    { from: "testing", to: "cancelled", fromSide: "top", toSide: "right", kind: "open" },
    {
      from: "provisioning",
      to: "testing",
      fromSide: "right",
      toSide: "left",
      kind: step(0) === "blocked" ? "open" : step(0),
    },
    { from: "testing", to: "ready", fromSide: "right", toSide: "left", kind: step(1) },
    { from: "ready", to: "live", fromSide: "bottom", toSide: "top", kind: step(2) },
    {
      from: "live",
      to: "paused",
      fromSide: "left",
      toSide: "right",
      kind: state === "paused" && blocked ? "blocked" : "open",
      bothWays: true,
    },
    { from: "paused", to: "retired", fromSide: "left", toSide: "right", kind: "open" },
  ];
  const caption = blocked
    ? `${state === "paused" ? "Live" : state === "testing" ? "Ready" : "Live"} is held back by the gate`
    : state === "ready"
      ? "Nothing holds it back"
      : `It is ${state}`;
  return { nodes, edges, caption, blocked };
}
