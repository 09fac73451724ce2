import { and, eq } from "drizzle-orm";
import type { TemplateComparison } from "~/app/components/operations/TemplateFleet";
import { database } from "~/db/client";
import { configurationVersions, connections } from "~/db/schema/connections";
import type { Template } from "~/engine/mapping";
import { type Compared, compareOnMessages } from "~/engine/pipeline/compare-templates";
import { compiledTemplate } from "~/engine/templates/compiled";
import { fingerprint } from "~/engine/templates/fingerprint";
import type { Actor } from "~/workflows/actor";
import { may } from "~/workflows/policy";
import type { FleetMember } from "~/workflows/template/fleet";
import { differenceOf } from "./message-body.server";

const messagesCompared = 25;
const pathsShown = 40;

/**
 * A connection's newest messages through two versions, its own overrides on both. Nothing is stored or sent. Whoever may
 * not read messages is told the paths only; who may is shown values, those of the patient masked.
 */
export async function loadComparison(
  actor: Actor,
  member: FleetMember,
  { from, to, before, after }: { from: string; to: string; before: Template; after: Template },
): Promise<TemplateComparison> {
  const base = { connection: `${member.practice}, ${member.emr}`, connectionId: member.id, from, to };
  const [row] = await database()
    .select({ overrides: configurationVersions.overrides, mode: connections.mode })
    .from(configurationVersions)
    .innerJoin(
      connections,
      and(
        eq(connections.id, configurationVersions.connectionId),
        eq(connections.configurationVersion, configurationVersions.version),
      ),
    )
    .where(eq(connections.id, member.id));
  const use = member.side === "emr" ? { overrides: row?.overrides, mode: row?.mode } : {};
  const compiled = (whole: Template) => compiledTemplate({ whole, wholeSha256: fingerprint(whole) }, use);
  let pair: [ReturnType<typeof compiled>, ReturnType<typeof compiled>];
  try {
    pair = [compiled(before), compiled(after)];
  } catch (error) {
    return {
      ...base,
      problem: error instanceof Error ? error.message : "One of them cannot run.",
      rows: [],
      values: false,
    };
  }
  const compared = await compareOnMessages({
    connectionId: member.id,
    side: member.side,
    from: pair[0],
    to: pair[1],
    limit: messagesCompared,
  });
  const values = may(actor, "message.viewContent");
  return { ...base, problem: null, values, rows: compared.map((one) => rowOf(one, values)) };
}

function rowOf(one: Compared, values: boolean): TemplateComparison["rows"][number] {
  const { before, after } = one;
  const found = before.outbound && after.outbound ? differenceOf(before.outbound, after.outbound, false) : [];
  const paths = found === "other-format" ? [] : found;
  return {
    id: one.messageId,
    title: one.title,
    at: one.receivedAt.toISOString(),
    differs: one.differs,
    stops:
      before.state === after.state && before.reasonCode === after.reasonCode
        ? null
        : [stateWords(before), stateWords(after)],
    paths: paths
      .slice(0, pathsShown)
      .map(({ path, name, before: old, after: now }) => ({ path, name, ...(values && { before: old, after: now }) })),
    more: Math.max(0, paths.length - pathsShown),
  };
}

const stateWords = ({ state, reasonCode }: Compared["before"]): string =>
  state === "queued"
    ? "goes out"
    : `${state === "held" ? "held" : "stopped"}${reasonCode ? `: ${reasonCode.replaceAll("-", " ")}` : ""}`;
