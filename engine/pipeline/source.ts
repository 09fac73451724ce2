import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { configurationVersions, connections, type endpoints } from "~/db/schema/connections";
import { formatOf } from "~/engine/mapping";
import { compiledTemplate } from "~/engine/templates/compiled";
import { loadTemplates } from "~/engine/templates/lookup";
import type { Reading } from "./glance";

/** How what comes in at an endpoint is to be read, as the templates of the connections say whose configuration uses it. */
export async function readingAt({ id, side }: Pick<typeof endpoints.$inferSelect, "id" | "side">): Promise<Reading> {
  const { templateName, templateVersion, lisTemplateName, lisTemplateVersion, emrEndpointId, lisEndpointId } =
    configurationVersions;
  const [name, version, used] =
    side === "emr"
      ? [templateName, templateVersion, emrEndpointId]
      : [lisTemplateName, lisTemplateVersion, lisEndpointId];
  const refs = await database()
    .selectDistinct({ name, version })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .where(eq(used, id));
  const found = [...(await loadTemplates(refs)).values()];
  const formats = new Set(found.map((one) => formatOf(one.whole)));
  const [only, second] = formats;
  const readers = side === "lis" ? found.filter((one) => formatOf(one.whole) === "json") : [];
  return { format: second ? undefined : only, readers: readers.map((one) => compiledTemplate(one)) };
}
