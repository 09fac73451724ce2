import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
import { overridesSchema } from "~/engine/mapping";
import { templateAt } from "~/engine/templates/lookup";
import { overrideCount } from "~/engine/templates/overrides";
import type { Actor } from "../actor";
import type { ConnectionRow, Outcome } from "../dispatch";
import { may } from "../policy";
import { readJson, schemaProblems, type TemplateProblem } from "../template/check";
import { misfits } from "../template/check-use";
import { findConfiguration, saveConfiguration } from "./commands";
import { shown } from "./shown-version";

/**
 * Saves what this connection does otherwise than its template, as a new configuration version. `json`: text or value in
 * the shape a template has over its base. Refused as `invalid`, with each fault, when the mapping could not run.
 */
export async function saveOverrides(
  actor: Actor,
  id: string,
  json: unknown,
): Promise<Outcome<ConnectionRow> | { kind: "invalid"; problems: TemplateProblem[] }> {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) return { kind: "not-found" };
  if (!may(actor, "connection.saveConfiguration", row)) return { kind: "forbidden" };
  const read = readJson(json);
  if (read.kind === "broken") return { kind: "invalid", problems: read.problems };
  const parsed = overridesSchema.safeParse(read.value);
  if (!parsed.success) return { kind: "invalid", problems: schemaProblems(read.value, parsed.error.issues) };

  const configuration = await findConfiguration(shown(row));
  const found = configuration && (await templateAt(configuration.templateName, configuration.templateVersion));
  if (!configuration || !found) {
    return { kind: "refused", code: "no-template", message: "Choose a mapping template first." };
  }
  const fit = misfits(found, { overrides: parsed.data, mode: row.mode });
  if (fit.length > 0) return { kind: "invalid", problems: fit };
  const count = overrideCount(parsed.data);
  const note = count === 0 ? "No overrides" : `${count} ${count === 1 ? "override" : "overrides"} of the template`;
  return saveConfiguration(actor, id, note, { overrides: parsed.data });
}
