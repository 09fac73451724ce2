import { createReadStream, readFileSync } from "node:fs";
import { basename } from "node:path";
import { desc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { compendiumDraft, releases } from "~/db/schema/compendium";
import type { SyncState } from "~/db/schema/sync";
import { type FileFormat, writeFile } from "~/workflows/compendium/file-formats";
import { importItems, previewImport } from "~/workflows/compendium/import";
import { changedFields } from "~/workflows/compendium/item";
import type { PatchFinding } from "~/workflows/compendium/patch";
import { publishDraft } from "~/workflows/compendium/publish";
import { catalogueAt, differenceOf } from "~/workflows/compendium/releases";
import { getLab } from "~/workflows/lab";
import { loadLoinc } from "~/workflows/loinc/load";
import { loadedTable } from "~/workflows/loinc/terms";
import { sendWhole } from "~/workflows/sync/make";
import { syncsOf } from "~/workflows/sync/states";
import type { Report } from "./hl7-command";
import { personWith } from "./person-with";

const failed = (text: string, json: object = {}): Report => ({
  ok: false,
  json: { ok: false, ...json, reason: text },
  text,
});
const findingText = ({ place, field, text }: PatchFinding) => `${place}, ${field}: ${text}`;

/** Reads a file into the draft, or with `dryRun` says what it would do. Nothing of a file with a finding is taken. */
export async function compendiumImport(
  path: string,
  { as, why, dryRun }: { as?: string | undefined; why: string; dryRun: boolean },
): Promise<Report> {
  const preview = await previewImport(readFileSync(path));
  if (preview.kind === "unreadable") return failed(preview.reason);
  const { findings, warnings, changes, unchanged, format } = preview;
  const counts = { format, changes: changes.length, unchanged, findings, warnings };
  if (findings.length > 0) {
    const text = [`Nothing was imported: ${findings.length} findings.`, ...findings.slice(0, 200).map(findingText)];
    return { ok: false, json: { ok: false, ...counts }, text: text.join("\n") };
  }
  const lines = changes.slice(0, 200).map(
    ({ action, item, before }) =>
      `${action} ${item.code}: ${changedFields(before, item)
        .map(({ field }) => field)
        .join(", ")}`,
  );
  const sum = `${changes.length} changed, ${unchanged} as they are.`;
  const warned = warnings.slice(0, 200).map((warning) => `Warning: ${findingText(warning)}`);
  if (dryRun) return { ok: true, json: { ok: true, ...counts }, text: [sum, ...warned, ...lines].join("\n") };
  const actor = await personWith(as ?? "");
  if (!actor) return failed(`There is no account ${as} that may sign in.`);
  const outcome = await importItems(actor, changes, why);
  if (outcome.kind === "refused-items") {
    return {
      ok: false,
      json: { ok: false, ...counts, findings: outcome.findings },
      text: outcome.findings.map(findingText).join("\n"),
    };
  }
  if (outcome.kind !== "done")
    return failed(outcome.kind === "refused" ? outcome.message : `${actor.name} may not do that.`);
  return {
    ok: true,
    json: { ok: true, ...counts, changed: outcome.changed },
    text: [`${sum} They are in the draft.`, ...warned].join("\n"),
  };
}

/** Loads one of LOINC's files, all or nothing; or says what is loaded. */
export async function compendiumLoinc(path: string | undefined, as: string | undefined): Promise<Report> {
  if (path !== undefined) {
    const actor = await personWith(as ?? "");
    if (!actor) return failed(`There is no account ${as} that may sign in.`);
    const loaded = await loadLoinc(actor, { name: basename(path), chunks: createReadStream(path) });
    if (loaded.kind === "wrong") return failed(`Nothing was loaded. ${findingText(loaded)}`, loaded);
    if (loaded.kind === "unreadable") return failed(`Nothing was loaded. ${loaded.reason}`);
    if (loaded.kind !== "done")
      return failed(loaded.kind === "refused" ? loaded.message : `${actor.name} may not do that.`);
  }
  const { whole, version, terms, replacements, by, loadedAt } = await loadedTable();
  const what = whole ? `LOINC ${version}` : "Gatehouse's short list of LOINC";
  const text = `${what}: ${terms} terms, ${replacements} with a replacement${by ? `, loaded by ${by}` : ""}.`;
  return { ok: true, json: { ok: true, whole, version, terms, replacements, by, loadedAt }, text };
}

/** The catalogue at a release as a file; the newest when none is named. */
export async function compendiumExport(format: FileFormat, name: string | undefined): Promise<Buffer | string> {
  const release = await releaseNamed(name);
  if (!release) return name ? `There is no release ${name}.` : "No release has been published yet.";
  const [items, lab] = await Promise.all([catalogueAt(release.number), getLab()]);
  return writeFile(format, [...items.values()], { labName: lab.name, at: release.publishedAt.toISOString() });
}

/** What is different between two releases, by name. */
export async function compendiumDiff(from: string, to: string): Promise<Report> {
  const [one, other] = await Promise.all([releaseNamed(from), releaseNamed(to)]);
  if (!one || !other) return failed(`There is no release ${one ? to : from}.`);
  const changes = await differenceOf(Math.min(one.number, other.number), Math.max(one.number, other.number));
  const text = changes.map(({ action, kind, code, after }) => `${action} ${kind} ${code}: ${after.name}`);
  return { ok: true, json: { ok: true, from, to, changes }, text: text.join("\n") || "Nothing is different." };
}

/** Publishes the draft as it is now. */
export async function compendiumPublish(request: {
  as: string;
  notes: string;
  on: string | null;
  name?: string | undefined;
}): Promise<Report> {
  const actor = await personWith(request.as);
  if (!actor) return failed(`There is no account ${request.as} that may sign in.`);
  const [draft] = await database().select().from(compendiumDraft);
  const outcome = await publishDraft(actor, {
    version: draft?.version ?? 0,
    notes: request.notes,
    effectiveOn: request.on,
    ...(request.name !== undefined && { name: request.name }),
  });
  if (outcome.kind === "refused") return failed([outcome.message, ...(outcome.missing ?? [])].join("\n"));
  if (outcome.kind !== "done") return failed(`${actor.name} may not do that.`);
  const { release, name } = outcome;
  return { ok: true, json: { ok: true, release, name }, text: `Release ${name} is published.` };
}

/** Where the syncs are; or sends a connection its whole menu. Not good while one is late or could not be sent. */
export async function compendiumSync({
  connection,
  as,
}: {
  connection?: string | undefined;
  as?: string | undefined;
}): Promise<Report> {
  if (connection !== undefined && as !== undefined) {
    const actor = await personWith(as);
    if (!actor) return failed(`There is no account ${as} that may sign in.`);
    const outcome = await sendWhole(actor, connection);
    if (outcome.kind === "done")
      return { ok: true, json: { ok: true, id: outcome.id }, text: `${outcome.id} is on its way.` };
    return failed(
      outcome.kind === "refused"
        ? outcome.message
        : outcome.kind === "not-found"
          ? "There is no such connection."
          : `${actor.name} may not do that.`,
    );
  }
  const rows = await syncsOf(connection);
  const bad: (SyncState | "overdue")[] = ["failed", "overdue"];
  const ok = rows.every(({ state }) => !bad.includes(state));
  const lines = rows.map(
    ({ release, practice, state, failure }) => `${release} ${practice}: ${state}${failure ? ` (${failure})` : ""}`,
  );
  return { ok, json: { ok, syncs: rows }, text: lines.join("\n") || "Nothing was sent yet." };
}

async function releaseNamed(name: string | undefined) {
  const [row] = await database()
    .select()
    .from(releases)
    .where(name === undefined ? undefined : eq(releases.name, name))
    .orderBy(desc(releases.number))
    .limit(1);
  return row;
}
