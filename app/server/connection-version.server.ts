import { and, eq, inArray } from "drizzle-orm";
import type { VersionPageProps } from "~/app/components/workspace/VersionPage";
import { database } from "~/db/client";
import { configurationVersions, endpoints, users } from "~/db/schema";
import { templateAt } from "~/engine/templates/lookup";
import type { ConfigurationRow } from "~/workflows/connection/commands";
import { type Comparable, configurationDifference } from "~/workflows/connection/difference";
import { findConnection } from "./connections.server";
import { type Args, param } from "./context.server";
import { endpointFacts } from "./endpoint-words.server";

/** Who made a version and why, and what it has otherwise than another one; 404 when one of them is not there. */
export async function compareVersions(connectionId: string, earlier: number, later: number) {
  const found = await database()
    .select({ configuration: configurationVersions, by: users.name })
    .from(configurationVersions)
    .leftJoin(users, eq(users.id, configurationVersions.createdBy))
    .where(
      and(
        eq(configurationVersions.connectionId, connectionId),
        inArray(configurationVersions.version, [earlier, later]),
      ),
    )
    .orderBy(configurationVersions.version);
  const [before, after] = found;
  if (!before || !after) throw new Response(null, { status: 404 });
  const configurations = [before.configuration, after.configuration];
  const ids = configurations.flatMap((one) => [one.emrEndpointId, one.lisEndpointId]).filter((id) => id !== null);
  const servers = ids.length > 0 ? await database().select().from(endpoints).where(inArray(endpoints.id, ids)) : [];
  const comparable = async (one: ConfigurationRow): Promise<Comparable> => {
    const side = (id: string | null) => {
      const server = servers.find((each) => each.id === id);
      if (!server) return [];
      const facts = [{ label: "Name", value: server.name }, ...endpointFacts(server.reach)];
      // Which secret it is must not be told, only that it is another one.
      return server.secret ? [...facts, { label: "Secret", value: `set ${server.secretSetAt.toISOString()}` }] : facts;
    };
    const title = async (name: string, number: string) => {
      const template = await templateAt(name, number);
      return `${template?.whole.title ?? name} ${number}`;
    };
    const [template, lisTemplate] = await Promise.all([
      title(one.templateName, one.templateVersion),
      title(one.lisTemplateName, one.lisTemplateVersion),
    ]);
    const { overrides, codeMap, codePolicies } = one;
    return {
      template,
      lisTemplate,
      overrides,
      codeMap,
      codePolicies,
      emr: side(one.emrEndpointId),
      lis: side(one.lisEndpointId),
    };
  };
  const [old, now] = await Promise.all([comparable(before.configuration), comparable(after.configuration)]);
  return {
    note: after.configuration.note,
    by: after.by ?? "Gatehouse",
    at: after.configuration.createdAt.toISOString(),
    changes: configurationDifference(old, now),
  };
}

/** What a configuration version changed, beside the one before it, or beside the one `against` names in the URL. */
export async function loadVersion(args: Args): Promise<VersionPageProps> {
  const { row } = await findConnection(args);
  const version = Number(param(args, "version"));
  const against = Number(new URL(args.request.url).searchParams.get("against") ?? version - 1);
  const ordered = Number.isInteger(version) && Number.isInteger(against) && against >= 1 && against < version;
  if (!ordered) throw new Response(null, { status: 404 });
  const compared = await compareVersions(row.id, against, version);
  const base = `/connections/${row.id}`;
  const newest = Math.max(row.configurationVersion ?? 0, row.candidateVersion ?? 0);
  const exists = (other: number) => other >= 2 && other <= Math.max(newest, version);
  return {
    version,
    against,
    ...compared,
    current: row.configurationVersion === version,
    backHref: `${base}/configuration`,
    earlierHref: exists(version - 1) ? `${base}/versions/${version - 1}` : null,
    laterHref: version < newest ? `${base}/versions/${version + 1}` : null,
  };
}
