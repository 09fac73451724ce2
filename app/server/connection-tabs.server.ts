import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { CodesTabProps } from "~/app/components/workspace/CodesTab";
import type { ConfigurationTabProps } from "~/app/components/workspace/ConfigurationTab";
import type { GateTabProps } from "~/app/components/workspace/GateTab";
import type { HistoryTabProps } from "~/app/components/workspace/HistoryTab";
import { database } from "~/db/client";
import { isConfirmed } from "~/db/endpoint-settings";
import { auditEvents, configurationVersions, emrSystems, endpoints, evidence, panels, tests, users } from "~/db/schema";
import { newestTemplates, templateAt } from "~/engine/templates/lookup";
import { overrideCount } from "~/engine/templates/overrides";
import { type ConfigurationRow, findConfiguration } from "~/workflows/connection/commands";
import { setUpSteps } from "~/workflows/connection/set-up-steps";
import { shown } from "~/workflows/connection/shown-version";
import { loadStanding, type Standing } from "~/workflows/connection/standing";
import { agreedOrders } from "~/workflows/connection/take-orders";
import type { ConnectionRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { csvOf } from "~/workflows/spreadsheet/write";
import { actionWords } from "./audit-words.server";
import { codesToFix } from "./codes-to-fix.server";
import { locked } from "./connection-lock.server";
import { loadOverrides, loadShare } from "./connection-mapping.server";
import { listValueTables } from "./connection-tables.server";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { fromWords, systemCodesOf } from "./system-codes.server";
import { csvDownload } from "./upload.server";

/** The tabs of a connection's workspace. */
export async function loadGateTab(args: Args): Promise<Omit<GateTabProps, "formError">> {
  const { actor, row } = await findConnection(args);
  const base = `/connections/${row.id}`;
  const [standing, configuration] = await Promise.all([loadStanding(row), findConfiguration(row)]);
  const ids = standing.lamps.map(({ evidenceId }) => evidenceId ?? "");
  const ahead = row.state === "provisioning" || row.state === "testing";
  const [proofs, steps, agreed, fix] = await Promise.all([
    database().select().from(evidence).where(inArray(evidence.id, ids)),
    ahead ? stepsOf(row, configuration, standing) : null,
    agreedOrders(row, database()),
    codesToFix(actor, row, standing.unmapped),
  ]);
  const goTo = (item: string) =>
    item === "codes" && standing.unmapped.length > 0
      ? { label: `Map ${standing.unmapped.length} codes`, href: `${base}/codes` }
      : item === "signOff"
        ? null
        : standing.endpointsReady
          ? { label: "Run test", href: `${base}/test-runs` }
          : { label: "Finish set-up", href: `${base}/endpoints` };
  const ends = standing.lamps.flatMap(({ countsUntil }) => countsUntil?.getTime() ?? []);
  return {
    steps,
    countsUntil: ends.length > 0 ? new Date(Math.min(...ends)).toISOString() : null,
    orders: agreed
      ? {
          text:
            row.state === "live"
              ? "Results flow as they do. Pause the connection to set the orders up; results wait until it runs again."
              : "It becomes a new configuration version; the gate then asks for what the orders touch.",
          requestHref: `/approvals/${agreed.id}`,
          now: may(actor, "connection.saveConfiguration", row) && row.state !== "live",
        }
      : null,
    items: standing.lamps.map((lamp) => {
      const proof = proofs.find((one) => one.id === lamp.evidenceId);
      const unmapped = Array.isArray(proof?.details.unmapped) ? (proof.details.unmapped as string[]) : [];
      return {
        key: lamp.item,
        label: lamp.label,
        state: lamp.state,
        reason: lamp.reason,
        next: lamp.next,
        action:
          lamp.state === "running"
            ? { label: "Watch", href: `${base}/test-runs` }
            : lamp.turn === "lab"
              ? goTo(lamp.item)
              : null,
        fix: lamp.item === "codes" && lamp.state !== "green" ? fix : null,
        proof: proof
          ? {
              label: proof.producedBy,
              href: proof.runId ? `${base}/test-runs` : null,
              at: proof.at.toISOString(),
              details: unmapped.length > 0 ? [`Not mapped: ${unmapped.join(", ")}`] : [],
            }
          : null,
      };
    }),
  };
}

const stepPages = {
  template: "configuration",
  endpoints: "endpoints",
  mapping: "configuration",
  codes: "codes",
  test: "test-runs",
  gate: "go-live",
};

/** The steps of the set-up with where each is done. */
async function stepsOf(row: ConnectionRow, configuration: ConfigurationRow | undefined, standing: Standing) {
  const ids = [configuration?.emrEndpointId ?? "", configuration?.lisEndpointId ?? ""];
  const [template, servers] = await Promise.all([
    configuration && templateAt(configuration.templateName, configuration.templateVersion),
    database().select().from(endpoints).where(inArray(endpoints.id, ids)),
  ]);
  const side = (which: "emr" | "lis") => {
    const server = servers.find((one) => one.side === which);
    return server ? { pinned: isConfirmed(server), checked: server.checkOk === true } : null;
  };
  return setUpSteps({
    template: template ? `${template.whole.title} ${template.version}` : "",
    overrides: configuration ? overrideCount(configuration.overrides) : 0,
    emr: side("emr"),
    lis: side("lis"),
    offered: standing.offered.length,
    unmapped: standing.unmapped.length,
    mode: row.mode,
    lamps: standing.lamps,
  }).map((step) => ({ ...step, href: `/connections/${row.id}/${stepPages[step.key]}` }));
}

export async function loadConfigurationTab(
  args: Args,
): Promise<Omit<ConfigurationTabProps, "errors" | "formError" | "typed" | "problems" | "shareLink">> {
  const { actor, row } = await findConnection(args);
  const seen = shown(row);
  const db = database();
  const [configuration, newest, versions, [emr], tables, share] = await Promise.all([
    findConfiguration(seen),
    newestTemplates(),
    db
      .select({
        version: configurationVersions.version,
        note: configurationVersions.note,
        at: configurationVersions.createdAt,
        by: users.name,
      })
      .from(configurationVersions)
      .leftJoin(users, eq(users.id, configurationVersions.createdBy))
      .where(eq(configurationVersions.connectionId, row.id))
      .orderBy(desc(configurationVersions.version))
      .limit(20),
    row.emrSystemId ? db.select().from(emrSystems).where(eq(emrSystems.id, row.emrSystemId)) : [],
    listValueTables(seen),
    loadShare(actor, row),
  ]);
  const engineer = may(actor, "connection.configure");
  return {
    canEdit: engineer && !locked[row.state],
    lockedBecause: locked[row.state] ?? "Engineers change it.",
    templates: [...newest.values()]
      .map((found) => found.whole)
      .filter(
        (template) => template.side === "emr" && (row.mode === "results-only" || template.mode === "bidirectional"),
      )
      .map(({ name, title, description, version, mode }) => ({
        name,
        title: mode === row.mode ? title : `${title}, results only`,
        description,
        version,
        recommended: name === (emr?.templateName ?? (row.mode === "results-only" ? "results-only-2.5.1" : "")),
      })),
    template: configuration?.templateName ?? "",
    mapping: await loadOverrides(configuration, row.mode),
    tables,
    share,
    contacts: row.alertContacts,
    versions: versions.map((version) => ({
      ...version,
      by: version.by ?? "Gatehouse",
      at: version.at.toISOString(),
      href: version.version > 1 ? `/connections/${row.id}/versions/${version.version}` : null,
      current: version.version === row.configurationVersion,
      beside: version.version === row.candidateVersion,
    })),
  };
}

export async function loadCodesTab(
  args: Args,
): Promise<Omit<CodesTabProps, "formError" | "errors" | "preview" | "problems">> {
  const { actor, row } = await findConnection(args);
  const db = database();
  const [configuration, testRows, panelRows] = await Promise.all([
    findConfiguration(shown(row)),
    db
      .select()
      .from(tests)
      .where(inArray(tests.code, ["", ...row.offeredTests]))
      .orderBy(asc(tests.name)),
    db
      .select()
      .from(panels)
      .where(inArray(panels.code, ["", ...row.offeredPanels]))
      .orderBy(asc(panels.name)),
  ]);
  const entry = (code: string) => configuration?.codeMap.find((one) => one.labCode === code);
  const line = (labCode: string, kind: "test" | "panel") => {
    const known = (kind === "test" ? testRows : panelRows).find((one) => one.code === labCode);
    return {
      labCode,
      kind,
      name: known?.name ?? "Not in the compendium",
      status: known?.status ?? ("unknown" as const),
      emrCode: entry(labCode)?.emrCode ?? "",
      emrText: entry(labCode)?.emrText ?? "",
      from: fromWords(entry(labCode)),
    };
  };
  return {
    mode: row.mode,
    system: await systemCodesOf(actor, row, configuration),
    canEdit: may(actor, "connection.configure") && !locked[row.state],
    downloadHref: `/connections/${row.id}/codes.csv`,
    canSendMenu: Boolean(configuration?.emrEndpointId && configuration.codeMap.length > 0),
    codes: [
      ...row.offeredPanels.map((code) => line(code, "panel")),
      ...row.offeredTests.map((code) => line(code, "test")),
    ],
  };
}

/** The code map as a list that can be filled in and imported again. */
export async function downloadCodeMap(args: Args): Promise<Response> {
  const { codes } = await loadCodesTab(args);
  const lines = codes.map((code) => [code.labCode, code.emrCode, code.emrText, code.name]);
  return csvDownload("code-map.csv", csvOf([["Lab code", "EMR code", "EMR name", "Lab name"], ...lines]));
}

export async function loadHistoryTab(args: Args): Promise<HistoryTabProps> {
  const { actor, row } = await findConnection(args);
  const before = Number(new URL(args.request.url).searchParams.get("before") ?? 0) || Number.MAX_SAFE_INTEGER;
  const rows = await database()
    .select({ event: auditEvents, by: users.name })
    .from(auditEvents)
    .leftJoin(users, eq(users.id, auditEvents.actor))
    .where(
      and(eq(auditEvents.chain, row.id), lt(auditEvents.seq, before), sql`${auditEvents.action} not like 'message.%'`),
    )
    .orderBy(desc(auditEvents.seq))
    .limit(51);
  return {
    events: rows.slice(0, 50).map(({ event, by }) => ({
      key: String(event.seq),
      at: event.at.toISOString(),
      text: actionWords(event.action),
      by: by ?? "Gatehouse",
      note: event.reason,
    })),
    older: rows.length > 50 ? `?before=${rows[49]?.event.seq}` : null,
    auditHref: may(actor, "audit.view") ? `/admin/audit?chain=${row.id}` : null,
  };
}
