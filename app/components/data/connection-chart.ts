import type { ConnectionState } from "../state/StateBadge";
import type { ChartEdge, ChartNode } from "./Statechart";

const labels: Record<ConnectionState, string> = {
  provisioning: "Provisioning",
  testing: "Testing",
  ready: "Ready",
  live: "Live",
  paused: "Paused",
  retired: "Retired",
  cancelled: "Cancelled",
};

const places: Record<ConnectionState, [x: number, y: number]> = {
  cancelled: [74, 0],
  provisioning: [0, 64],
  testing: [142, 64],
  ready: [268, 64],
  live: [268, 132],
  paused: [142, 132],
  retired: [12, 132],
};

const ways: Omit<ChartEdge, "kind">[] = [
  { from: "provisioning", to: "cancelled", fromSide: "top", toSide: "left" },
  { from: "testing", to: "cancelled", fromSide: "top", toSide: "right" },
  { from: "provisioning", to: "testing", fromSide: "right", toSide: "left" },
  { from: "testing", to: "ready", fromSide: "right", toSide: "left" },
  { from: "ready", to: "live", fromSide: "bottom", toSide: "top" },
  { from: "live", to: "paused", fromSide: "left", toSide: "right", bothWays: true },
  { from: "paused", to: "retired", fromSide: "left", toSide: "right" },
];

/** The connection's machine as the Statechart draws it; `barred` marks testing → ready as held back by the gate. */
export function connectionChart(current: ConnectionState, visited: ConnectionState[], barred: boolean) {
  const seen = new Set<string>([...visited, current]);
  const nodes: ChartNode[] = (Object.keys(places) as ConnectionState[]).map((id) => ({
    id,
    label: labels[id],
    x: places[id][0],
    y: places[id][1],
    passed: id !== current && visited.includes(id),
  }));
  const edges: ChartEdge[] = ways.map((way) => ({
    ...way,
    kind:
      barred && way.from === "testing" && way.to === "ready"
        ? "blocked"
        : seen.has(way.from) && seen.has(way.to)
          ? "taken"
          : "open",
  }));
  return { nodes, edges, current };
}
