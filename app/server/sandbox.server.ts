import { and, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { isOver } from "~/db/endpoint-settings";
import { tests } from "~/db/schema/compendium";
import { endpoints, type FarEnds, testRuns } from "~/db/schema/connections";
import { formatOf } from "~/engine/mapping";
import type { SandboxPorts } from "~/engine/sandbox";
import { templateAt } from "~/engine/templates/lookup";
import type { Actor } from "~/workflows/actor";
import { findConfiguration } from "~/workflows/connection/commands";
import { type EndpointForm, endpointSchema } from "~/workflows/connection/endpoint-form";
import { findEndpoint } from "~/workflows/connection/endpoints";
import { type Play, scenarioOf } from "~/workflows/connection/scenarios/catalogue";
import { shown } from "~/workflows/connection/shown-version";
import { scenarioRows } from "~/workflows/connection/test-run-progress";
import { notePlayed } from "~/workflows/connection/test-runs";
import type { ConnectionRow, Refusal } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";

/** The demo's EMR simulator as the far end of a connection. */
const accountOf = (row: ConnectionRow) => `emr-${row.id.slice(4)}`;

/** The settings of the sandbox EMR for this connection. */
export function sandboxEndpoint(sandbox: SandboxPorts, row: ConnectionRow): EndpointForm {
  return endpointSchema.parse({
    transport: "sftp",
    name: `${row.emrName} (sandbox)`,
    host: "127.0.0.1",
    port: sandbox.emrPort,
    username: accountOf(row),
    authKind: "password",
    secret: sandbox.password,
    pickupDirectory: "/orders",
    dropDirectory: "/results",
    archiveDirectory: "/archive",
    filePattern: "*.hl7, *.json",
    pollSeconds: 2,
  });
}

/** Whether this connection's EMR is the sandbox, so that an order can be placed in it from here. */
export async function usesSandbox(sandbox: SandboxPorts | null, row: ConnectionRow): Promise<boolean> {
  const endpoint = sandbox && (await findEndpoint(row.id, "emr"));
  if (!endpoint || !isOver(endpoint, "sftp")) return false;
  return endpoint.reach.port === sandbox?.emrPort && endpoint.reach.username === accountOf(row);
}

/** Whether a connection's lab system is the simulator. */
async function labIsSandbox(sandbox: SandboxPorts | null, row: ConnectionRow): Promise<boolean> {
  const endpoint = sandbox && (await findEndpoint(row.id, "lis"));
  return Boolean(endpoint && isOver(endpoint, "sftp") && endpoint.reach.port === sandbox?.lisPort);
}

/** What is at the two ends of a connection: the evidence of a test says so. */
export async function farEndsOf(sandbox: SandboxPorts | null, row: ConnectionRow): Promise<FarEnds> {
  const [emr, lis] = await Promise.all([usesSandbox(sandbox, row), labIsSandbox(sandbox, row)]);
  return { emr: emr ? "sandbox" : "real", lis: lis ? "sandbox" : "real" };
}

/**
 * What a practice tests against by itself: always the simulated lab where there is one that reads what the connection writes.
 * `standIn`: the endpoint that then takes the place of the lab's own system.
 */
export async function selfTestEnds(
  sandbox: SandboxPorts | null,
  row: ConnectionRow,
): Promise<{ farEnds: FarEnds; standIn?: string }> {
  const own = await farEndsOf(sandbox, row);
  if (!sandbox || own.lis === "sandbox") return { farEnds: own };
  const configuration = await findConfiguration(row);
  const written = configuration && (await templateAt(configuration.lisTemplateName, configuration.lisTemplateVersion));
  if (!written || formatOf(written.whole) !== "hl7") return { farEnds: own };
  const labs = await database()
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.side, "lis"), eq(endpoints.checkOk, true)));
  const simulated = labs.find((one) => isOver(one, "sftp") && one.reach.port === sandbox.lisPort);
  return simulated ? { farEnds: { ...own, lis: "sandbox" }, standIn: simulated.id } : { farEnds: own };
}

const silent = {
  kind: "refused",
  code: "sandbox-silent",
  message: "The sandbox does not answer. It is started again by itself; try in a few seconds.",
} as const;

/** Asks the simulators' control door; undefined when it does not answer. */
async function ask<T>(sandbox: SandboxPorts, path: string, body: unknown): Promise<T | undefined> {
  const response = await fetch(`http://127.0.0.1:${sandbox.controlPort}${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${sandbox.token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  return response?.ok ? ((await response.json()) as T) : undefined;
}

type Ordered = { code: string; text: string };

/** Whether a run is under way beside live traffic: what the simulators send for it has to say that it is a test. */
async function runsBeside(row: ConnectionRow): Promise<boolean> {
  if (row.state !== "live") return false;
  const [run] = await database()
    .select({ id: testRuns.id })
    .from(testRuns)
    .where(and(eq(testRuns.connectionId, row.id), eq(testRuns.state, "waiting")));
  return run !== undefined;
}

/**
 * The connection's codes as the practice orders them, and how its messages are written. `beside`: as its candidate has
 * it, and marked as a test.
 */
async function orderingOf(row: ConnectionRow, beside: boolean) {
  const configuration = await findConfiguration(beside ? shown(row) : row);
  const names = new Map(
    (await database().select({ code: tests.code, name: tests.name }).from(tests)).map((test) => [test.code, test.name]),
  );
  const found = configuration && (await templateAt(configuration.templateName, configuration.templateVersion));
  const codes = (configuration?.codeMap ?? []).map(({ labCode, emrCode, emrText }) => ({
    panel: row.offeredPanels.includes(labCode),
    ordered: { code: emrCode, text: emrText ?? names.get(labCode) ?? labCode } satisfies Ordered,
  }));
  const single = codes.filter((one) => !one.panel);
  const lists: Record<Extract<Play, { kind: "order" }>["codes"], Ordered[]> = {
    one: [...single, ...codes].slice(0, 1).map((one) => one.ordered),
    several: codes.slice(0, 2).map((one) => one.ordered),
    panel: codes
      .filter((one) => one.panel)
      .slice(0, 1)
      .map((one) => one.ordered),
    unknown: [{ code: "NOT-IN-THE-MAP", text: "A test nobody mapped" }],
  };
  return {
    lists,
    written: {
      ...(found && { format: formatOf(found.whole) }),
      hl7Version: configuration?.templateName === "generic-orm-2.3" ? "2.3" : "2.5.1",
      ...(beside && { test: true }),
    },
  };
}

/** Places an order in the sandbox EMR, as its user would, with the first codes of the connection's code map. */
export async function placeSandboxOrder(
  sandbox: SandboxPorts | null,
  actor: Actor,
  row: ConnectionRow,
): Promise<{ kind: "done"; placerOrderNumber: string } | Refusal> {
  if (!may(actor, "connection.startTest", row)) return { kind: "forbidden" };
  if (!sandbox) return { kind: "not-found" };
  const { lists, written } = await orderingOf(row, await runsBeside(row));
  if (lists.several.length === 0) return { kind: "refused", code: "no-codes", message: "Map at least one code first." };
  const placed = await ask<{ placerOrderNumber: string }>(sandbox, `/emr/accounts/${accountOf(row)}/orders`, {
    tests: lists.several,
    ...written,
  });
  return placed ? { kind: "done", placerOrderNumber: placed.placerOrderNumber } : silent;
}

/** Releases a result in the simulated lab that nobody ordered electronically, as its people would. */
export async function releaseSandboxResult(
  sandbox: SandboxPorts | null,
  actor: Actor,
  row: ConnectionRow,
): Promise<{ kind: "done"; fillerOrderNumber: string } | Refusal> {
  if (!may(actor, "connection.startTest", row)) return { kind: "forbidden" };
  if (!sandbox || !(await labIsSandbox(sandbox, row))) return { kind: "not-found" };
  const request = requestFor({ kind: "result" }, row, await orderingOf(row, await runsBeside(row)));
  if (!request) return { kind: "refused", code: "no-codes", message: "Offer at least one test first." };
  const given = await ask<{ fillerOrderNumber: string }>(sandbox, request.path, request.body);
  return given ? { kind: "done", fillerOrderNumber: given.fillerOrderNumber } : silent;
}

/**
 * Lets the simulators play what the run under way still waits for, as far as they stand at the ends it needs. Says how
 * many scenarios were started.
 */
export async function playScenarios(
  sandbox: SandboxPorts | null,
  actor: Actor,
  row: ConnectionRow,
): Promise<{ kind: "done"; played: number } | Refusal> {
  if (!may(actor, "connection.startTest", row)) return { kind: "forbidden" };
  const [run] = await database()
    .select()
    .from(testRuns)
    .where(and(eq(testRuns.connectionId, row.id), eq(testRuns.state, "waiting")));
  if (!run || !sandbox) return { kind: "refused", code: "not-now", message: "No test run is under way." };
  const [rows, ordering] = await Promise.all([scenarioRows(run.id), orderingOf(row, row.state === "live")]);
  let played = 0;
  for (const { key, playedAt } of rows) {
    const play = scenarioOf(key)?.play;
    if (!play || playedAt || !mayPlay(play, { ...run.farEnds, mode: row.mode })) continue;
    const request = requestFor(play, row, ordering);
    if (!request) continue;
    const given = await ask<{ placerOrderNumber?: string; fillerOrderNumber?: string }>(
      sandbox,
      request.path,
      request.body,
    );
    if (!given) return silent;
    await notePlayed(run.id, key, [given.placerOrderNumber ?? given.fillerOrderNumber ?? ""]);
    played++;
  }
  return { kind: "done", played };
}

/** What a run has at its ends, and what flows between them. */
export type Stage = FarEnds & Pick<ConnectionRow, "mode">;

/** Whether the simulators can play this: an order needs a way for it and the EMR's, what it is answered with the lab's. */
export const mayPlay = (play: Play, { emr, lis, mode }: Stage): boolean =>
  play.kind === "result"
    ? lis === "sandbox"
    : mode === "bidirectional" && emr === "sandbox" && (lis === "sandbox" || !isStaged(play));

/** Whether the lab's answer is more than a final result, or less. */
const isStaged = ({ answer }: Extract<Play, { kind: "order" }>): boolean =>
  answer.stages.length > 1 || answer.withPdf === true;

function requestFor(play: Play, row: ConnectionRow, { lists, written }: Awaited<ReturnType<typeof orderingOf>>) {
  if (play.kind === "result") {
    const code = row.offeredTests[0] ?? row.offeredPanels[0];
    const marked = written.test && { marked: true };
    return (
      code && { path: "/lis/results", body: { facility: row.facilityCode, test: { code, text: code }, ...marked } }
    );
  }
  const { codes, answer, broken, addOn, cancelled, twice } = play;
  if (lists[codes].length === 0) return undefined;
  const shape = { ...(broken && { scenario: "missing-test-code" }), addOn, cancelled, twice };
  return {
    path: `/emr/accounts/${accountOf(row)}/orders`,
    body: { tests: lists[codes], ...written, ...shape, answer },
  };
}
