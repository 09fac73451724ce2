/** What people do with templates: open and save drafts, publish versions, bring them in and out. */
import { eq } from "drizzle-orm";
import { templateDrafts, templateVersions } from "~/db/schema/templates";
import { withTransaction } from "~/db/transaction";
import { fingerprint, inOrder } from "~/engine/templates/fingerprint";
import { type FoundTemplate, newestTemplate, shippedTemplates, templateAt } from "~/engine/templates/lookup";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { checkBody, type TemplateProblem } from "./check";
import { type Changed, changedBy, findDraft, type Invalid, lockDraft, refusal } from "./drafts";

export { discardDraft, findDraft, importTemplate, saveDraft, startDraft } from "./drafts";

export type Step = "major" | "minor" | "patch";
export type Published = { kind: "done"; version: string; sha256: string } | Changed | Invalid | Refusal;

/** The version after this one; the first is 1.0.0. */
export function nextVersion(newest: string | undefined, step: Step): string {
  if (newest === undefined) return "1.0.0";
  const [major = 0, minor = 0, patch = 0] = newest.split(".").map(Number);
  return { major: `${major + 1}.0.0`, minor: `${major}.${minor + 1}.0`, patch: `${major}.${minor}.${patch + 1}` }[step];
}

/**
 * Publishes the draft as the template's next version, for good, and removes the draft. Refused with the list when
 * anything stops its use. The version holds the whole template, so no later change of a base reaches it.
 */
export async function publishDraft(
  actor: Actor,
  name: string,
  note: string,
  options: { step?: Step; revision?: number } = {},
): Promise<Published> {
  if (actor.kind !== "person" || !may(actor, "template.publish")) return { kind: "forbidden" };
  const why = note.trim().slice(0, 500);
  if (why === "") return refusal("note", "Say in a few words what is different.");
  const [found, newest] = await Promise.all([findDraft(name), newestTemplate(name)]);
  if (!found) return { kind: "not-found" };
  if (options.revision !== undefined && options.revision !== found.draft.revision) return changedBy(found);

  const version = nextVersion(newest?.version, options.step ?? "minor");
  const body = inOrder({ ...found.draft.body, version });
  const { whole, bases, problems } = await checkBody(body);
  const stops = [...problems.filter((problem) => problem.severity === "stop"), ...sideProblems(body, newest)];
  if (stops.length > 0 || !whole) return { kind: "invalid", problems: stops };
  if (newest && fingerprint({ ...whole, version: "" }) === fingerprint({ ...newest.whole, version: "" })) {
    return refusal("same", `Nothing is different from version ${newest.version}.`);
  }

  const sha256 = fingerprint(body);
  return withTransaction(async (tx): Promise<Published> => {
    const locked = await lockDraft(tx, name);
    if (!locked) return { kind: "not-found" };
    if (locked.draft.revision !== found.draft.revision) return changedBy(locked);
    await tx.db.insert(templateVersions).values({
      name,
      version,
      title: body.title,
      body,
      resolved: whole,
      bases,
      sha256,
      resolvedSha256: fingerprint(whole),
      note: why,
      publishedBy: actor.id,
    });
    await tx.db.delete(templateDrafts).where(eq(templateDrafts.name, name));
    tx.audit({
      chain: "system",
      actor: actor.id,
      action: "template.publish",
      objectId: name,
      outcome: "done",
      reason: why,
      meta: { version, sha256, bases: bases.map((base) => `${base.name} ${base.version}`) },
    });
    tx.notify("templates");
    return { kind: "done", version, sha256 };
  });
}

/** Connections run the template on one side: a version for the other side could not take its place. */
function sideProblems(body: FoundTemplate["body"], newest: FoundTemplate | undefined): TemplateProblem[] {
  if (!newest || newest.body.side === body.side) return [];
  return [{ severity: "stop", place: "side", message: "The side cannot change; make a template of another name." }];
}

/** A version as JSON text, as it was written. */
export async function exportTemplate(
  actor: Actor,
  name: string,
  version: string,
): Promise<{ kind: "done"; file: string; json: string } | Refusal> {
  if (!may(actor, "template.view")) return { kind: "forbidden" };
  const found = await templateAt(name, version);
  if (!found) return { kind: "not-found" };
  return { kind: "done", file: `${name}-${version}.json`, json: `${JSON.stringify(found.body, null, 2)}\n` };
}

/**
 * Records the shipped templates' versions that are not recorded yet, so that a connection still finds the version it was
 * tested with when an upgrade brings newer files. Run after each migration; safe to run twice. Answers with what was added
 * and which files no longer agree with the recorded version of the same number.
 */
export async function recordShippedTemplates(): Promise<{ added: string[]; differing: string[] }> {
  return withTransaction(async (tx) => {
    const rows = await tx.db
      .select({ name: templateVersions.name, version: templateVersions.version, sha256: templateVersions.sha256 })
      .from(templateVersions);
    const outcome = { added: [] as string[], differing: [] as string[] };
    for (const file of shippedTemplates()) {
      const label = `${file.name} ${file.version}`;
      const recorded = rows.find((row) => row.name === file.name && row.version === file.version);
      if (recorded && recorded.sha256 !== file.sha256) outcome.differing.push(label);
      if (recorded) continue;
      const [added] = await tx.db
        .insert(templateVersions)
        .values({
          name: file.name,
          version: file.version,
          title: file.whole.title,
          body: file.body,
          resolved: file.whole,
          bases: [...file.bases],
          sha256: file.sha256,
          resolvedSha256: file.wholeSha256,
          note: file.note,
          publishedBy: null,
        })
        .onConflictDoNothing()
        .returning({ name: templateVersions.name });
      if (!added) continue;
      outcome.added.push(label);
      tx.audit({
        chain: "system",
        actor: "worker",
        action: "template.record",
        objectId: file.name,
        outcome: "done",
        meta: { version: file.version, sha256: file.sha256 },
      });
    }
    return outcome;
  });
}
