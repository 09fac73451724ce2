import { describe, expect, test } from "vitest";
import { box, wayPath } from "~/app/components/data/chart-paths";
import { drawChart } from "~/app/server/connection-chart.server";
import { connectionStates, gateItems } from "~/db/schema/connections";
import type { ConnectionContext } from "~/workflows/connection/machine";
import { ways } from "~/workflows/connection/outlook";

const green: ConnectionContext = {
  missing: [],
  endpointsReady: true,
  planned: false,
  mayAgree: false,
  agreed: true,
  due: true,
  earlierSigned: false,
  earlierGreen: false,
  candidate: false,
  candidateMissing: [],
  explained: false,
};

describe("the picture of a connection's machine", () => {
  test("has every state and every way of the machine, and marks the state it is in", () => {
    for (const state of connectionStates) {
      const { nodes, edges } = drawChart(state, green, []);
      expect(nodes.map((node) => node.id).sort()).toEqual([...connectionStates].sort());
      expect(nodes.filter((node) => node.look === "current").map((node) => node.id)).toEqual([state]);
      const drawn = edges.map((edge) => `${edge.from} ${edge.to}`).sort();
      expect(drawn).toEqual([...new Set(ways.map((way) => `${way.from} ${way.to}`))].sort());
    }
  });

  test("bars ready while the gate is not whole, and says what is missing", () => {
    const chart = drawChart("testing", { ...green, missing: ["codes", "signOff"] }, [
      { from: "provisioning", to: "testing" },
    ]);
    expect(chart.edges.find((edge) => edge.from === "testing" && edge.to === "ready")?.kind).toBe("blocked");
    expect(chart.edges.find((edge) => edge.from === "provisioning" && edge.to === "testing")?.kind).toBe("taken");
    expect([chart.caption, chart.blocked]).toEqual(["It is testing; ready is held back by the gate", true]);
    const goLive = chart.events.find((event) => event.event === "goLive");
    expect(goLive).toMatchObject({
      to: null,
      note: "No-go: the gate is not green. Missing: Codes orderable, Provider sign-off.",
    });
  });

  test("shows the way that is open, and why a second person is needed", () => {
    expect(drawChart("ready", green, []).edges.find((edge) => edge.to === "live" && edge.from === "ready")?.kind).toBe(
      "now",
    );
    const waiting = drawChart("ready", { ...green, planned: true, agreed: false }, []);
    expect(waiting.caption).toBe("It is ready; live is held back for now");
    expect(waiting.events.find((event) => event.event === "goLive")?.note).toContain("second person");
  });

  test("gives every refused event a reason, in every state", () => {
    for (const state of connectionStates) {
      const { events } = drawChart(state, { ...green, missing: [...gateItems], endpointsReady: false }, []);
      expect(events.filter((event) => event.to === null && event.note === "")).toEqual([]);
      expect(new Set(events.map((event) => event.label)).size).toBe(events.length);
    }
  });

  test("keeps boxes apart and inside, and draws no way through a box", () => {
    const { nodes, width, height } = drawChart("live", green, []);
    for (const one of nodes) {
      expect(one.x >= 3 && one.y >= 3 && one.x + box.width <= width - 3 && one.y + box.height <= height - 3).toBe(true);
      for (const other of nodes.filter((node) => node !== one)) {
        const apart = Math.abs(one.x - other.x) >= box.width + 12 || Math.abs(one.y - other.y) >= box.height + 12;
        expect(apart, `${one.id} ${other.id}`).toBe(true);
      }
    }
    expect(wayPath({ x: 0, y: 0 }, { x: 200, y: 0 }, false)).toBe(`M ${box.width} 15 H 199`);
  });
});
