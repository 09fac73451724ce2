import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { CodesTabProps } from "~/app/components/workspace/CodesTab";
import type { ConfigurationTabProps } from "~/app/components/workspace/ConfigurationTab";
import type { GateTabProps } from "~/app/components/workspace/GateTab";
import type { HistoryTabProps } from "~/app/components/workspace/HistoryTab";
import { database } from "~/db/client";
import { auditEvents, configurationVersions, emrSystems, endpoints, evidence, panels, tests, users } from "~/db/schema";
import { formatOf } from "~/engine/mapping";
import { newestTemplates, templateAt } from "~/engine/templates/lookup";
import { type ConfigurationRow, findConfiguration } from "~/workflows/connection/commands";
import { formOf } from "~/workflows/connection/endpoint-form";
import { loadStanding } from "~/workflows/connection/standing";
import { waysNeeded } from "~/workflows/connection/ways";
import { may } from "~/workflows/policy";
import { csvOf } from "~/workflows/spreadsheet/write";
import { loadAccess } from "./access-keys.server";
import { actionWords } from "./audit-words.server";
import { locked } from "./connection-lock.server";
import { loadOverrides, loadShare } from "./connection-mapping.server";
import { listValueTables } from "./connection-tables.server";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { endpointFacts } from "./endpoint-words.server";
import { hostedAccountOf } from "./hosted-account.server";
import { csvDownload } from "./upload.server";

/** The tabs of a connection's workspace. */
export async function loadGateTab(args: Args): Promise<GateTabProps> {
  const { row } = await findConnection(args);
  const base = `/connections/${row.id}`;
  const [standing, proofs] = await Promise.all([
    loadStanding(row),
    database()
      .selectDistinctOn([evidence.item])
      .from(evidence)
      .where(eq(evidence.connectionId, row.id))
      .orderBy(evidence.item, desc(evidence.at)),
  ]);
  const goTo = (item: string) =>
    item === "codes" && standing.unmapped.length > 0
      ? { label: `Map ${standing.unmapped.length} codes`, href: `${base}/codes` }
      : item === "signOff"
        ? null
        : standing.endpointsReady
          ? { label: "Run test", href: `${base}/test-runs` }
          : { label: "Finish set-up", href: `${base}/configuration` };
  return {
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

export async function loadConfigurationTab(
  args: Args,
): Promise<
  Omit<
    ConfigurationTabProps,
    "errors" | "formError" | "typed" | "foundKey" | "accessKey" | "problems" | "shareLink" | "madeKey" | "keyError"
  >
> {
  const { actor, row } = await findConnection(args);
  const db = database();
  const [configuration, newest, versions, [emr]] = await Promise.all([
    findConfiguration(row),
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
  ]);
  const ids = [configuration?.emrEndpointId, configuration?.lisEndpointId].filter((one): one is string => Boolean(one));
  const rows =
    ids.length > 0
      ? await db
          .select({ endpoint: endpoints, pinnedBy: users.name })
          .from(endpoints)
          .leftJoin(users, eq(users.id, endpoints.hostKeyPinnedBy))
          .where(inArray(endpoints.id, ids))
      : [];
  const emrEndpoint = rows.find(({ endpoint }) => endpoint.side === "emr")?.endpoint;
  const [formats, access, hosted] = await Promise.all([
    formatsOf(configuration),
    loadAccess(actor, row, args.context.gatehouse.publicUrl),
    hostedAccountOf(actor, row, emrEndpoint),
  ]);
  const side = (which: "emr" | "lis") => {
    const found = rows.find(({ endpoint }) => endpoint.side === which);
    const endpoint = found?.endpoint;
    return {
      side: which,
      title: which === "emr" ? "EMR side" : "Lab side",
      note:
        which === "emr"
          ? "the practice's server"
          : "the lab system's server, the same for every connection until you change it here",
      filePattern: formats[which] === "json" ? "*.json" : "*.hl7",
      canPin: may(actor, "connection.pinHostKey", row),
      needs: waysNeeded(row.mode, which),
      hosted: which === "emr" ? hosted : null,
      sandboxAvailable: which === "emr" && args.context.gatehouse.sandbox !== null && !endpoint,
      access: endpoint?.reach.transport === "rest" && !endpoint.reach.pullUrl ? access(which) : null,
      saved: endpoint
        ? {
            transport: endpoint.reach.transport,
            values: formOf(endpoint.name, endpoint.reach),
            facts: endpointFacts(endpoint.reach),
            secretSetAt: endpoint.secret ? endpoint.secretSetAt.toISOString() : null,
            pinned:
              endpoint.hostKeySha256 && endpoint.hostKeyPinnedAt
                ? {
                    sha256: endpoint.hostKeySha256,
                    by: found?.pinnedBy ?? "an engineer",
                    at: endpoint.hostKeyPinnedAt.toISOString(),
                  }
                : null,
            nextHostKey: endpoint.nextHostKeySha256,
            check:
              endpoint.checkSteps && endpoint.checkedAt
                ? { ok: endpoint.checkOk ?? false, at: endpoint.checkedAt.toISOString(), steps: endpoint.checkSteps }
                : null,
          }
        : null,
    };
  };
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
    endpoints: [side("emr"), side("lis")],
    mapping: await loadOverrides(configuration, row.mode),
    tables: await listValueTables(row),
    share: await loadShare(actor, row),
    contacts: row.alertContacts,
    versions: versions.map((version) => ({
      ...version,
      by: version.by ?? "Gatehouse",
      at: version.at.toISOString(),
      current: version.version === row.configurationVersion,
    })),
  };
}

/** The format of each side's messages, as its template has it. */
async function formatsOf(configuration: ConfigurationRow | undefined) {
  const formatAt = async (name = "", version = "") => {
    const found = await templateAt(name, version);
    return found && formatOf(found.whole);
  };
  return {
    emr: await formatAt(configuration?.templateName, configuration?.templateVersion),
    lis: await formatAt(configuration?.lisTemplateName, configuration?.lisTemplateVersion),
  };
}

export async function loadCodesTab(
  args: Args,
): Promise<Omit<CodesTabProps, "formError" | "errors" | "preview" | "problems">> {
  const { actor, row } = await findConnection(args);
  const db = database();
  const [configuration, testRows, panelRows] = await Promise.all([
    findConfiguration(row),
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
    };
  };
  return {
    mode: row.mode,
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
