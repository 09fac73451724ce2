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

/** What a configuration version changed, beside the one before it. */
export async function loadVersion(args: Args): Promise<VersionPageProps> {
  const { row } = await findConnection(args);
  const version = Number(param(args, "version"));
  if (!Number.isInteger(version) || version < 2) throw new Response(null, { status: 404 });
  const found = await database()
    .select({ configuration: configurationVersions, by: users.name })
    .from(configurationVersions)
    .leftJoin(users, eq(users.id, configurationVersions.createdBy))
    .where(
      and(
        eq(configurationVersions.connectionId, row.id),
        inArray(configurationVersions.version, [version - 1, version]),
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
    const { overrides, codeMap } = one;
    return { template, lisTemplate, overrides, codeMap, emr: side(one.emrEndpointId), lis: side(one.lisEndpointId) };
  };
  const [old, now] = await Promise.all([comparable(before.configuration), comparable(after.configuration)]);
  const base = `/connections/${row.id}`;
  const exists = (other: number) => other >= 2 && other <= Math.max(row.configurationVersion ?? 0, version);
  return {
    version,
    note: after.configuration.note,
    by: after.by ?? "Gatehouse",
    at: after.configuration.createdAt.toISOString(),
    current: row.configurationVersion === version,
    changes: configurationDifference(old, now),
    backHref: `${base}/configuration`,
    earlierHref: exists(version - 1) ? `${base}/versions/${version - 1}` : null,
    laterHref: version < (row.configurationVersion ?? 0) ? `${base}/versions/${version + 1}` : null,
  };
}
