import { data } from "@remix-run/node";
import type { ImportResult } from "~/app/components/compendium/ImportPage";
import type { CompendiumFrame } from "~/app/components/compendium/types";
import { fileFormats, fileKinds, writeFile } from "~/workflows/compendium/file-formats";
import { type ImportPreview, importItems, previewImport } from "~/workflows/compendium/import";
import { keepLayout, readMatch } from "~/workflows/compendium/import-layouts";
import { catalogueAt } from "~/workflows/compendium/releases";
import { sheetColumns } from "~/workflows/compendium/sheet-columns";
import { getLab } from "~/workflows/lab";
import { changeLines } from "./catalogue-words.server";
import { loadFrame, requireCatalogue, requireRelease } from "./compendium-frame.server";
import { type Args, param } from "./context.server";
import { fileResponse } from "./file-response.server";
import { done, refused } from "./respond.server";
import { requireActor } from "./session.server";
import { fileOf } from "./upload.server";

/** Changes and findings shown on the page; more are counted. */
const shown = 200;

export async function loadImport(args: Args): Promise<CompendiumFrame> {
  return loadFrame(await requireActor(args, "compendium.edit"), "import");
}

/** Looks at a file, or takes it in. It is sent with both, so nothing of it is kept in between. */
export async function actOnImport(args: Args) {
  const actor = await requireActor(args, "compendium.edit");
  const form = await args.request.formData();
  const say = (result: ImportResult, status = 200) => data(result, { status });
  const bytes = await fileOf(form, "file");
  if (!bytes) return say({ errors: { file: "Choose a file first." } }, 422);
  const chosen = form.getAll("column").map(String);
  const match = readMatch(chosen);
  if (!match) return say({ errors: { column: "Two columns of the file are taken for the same one." } }, 422);
  const preview = await previewImport(bytes, { head: form.getAll("heading").map(String), match });
  if (preview.kind === "unreadable") return say({ errors: { file: preview.reason } }, 422);
  if (form.get("intent") !== "import" || preview.findings.length > 0)
    return say({ errors: {}, preview: wordsOf(preview) });
  const why = String(form.get("why") ?? "").trim();
  if (why === "") return say({ errors: { why: "Say why." }, preview: wordsOf(preview) }, 422);
  const outcome = await importItems(actor, preview.changes, why);
  if (outcome.kind === "refused-items") {
    return say({ errors: {}, preview: wordsOf({ ...preview, findings: outcome.findings }) }, 422);
  }
  if (outcome.kind !== "done") return refused(outcome);
  if (preview.columns) await keepLayout(actor, preview.columns.head, preview.columns.match);
  const items = outcome.changed === 1 ? "1 item is" : `${outcome.changed.toLocaleString("en-US")} items are`;
  return done(
    "/compendium/draft",
    "In the draft",
    `${items} changed. Nothing of it is in force before it is published.`,
  );
}

function wordsOf(preview: Extract<ImportPreview, { kind: "preview" }>): NonNullable<ImportResult["preview"]> {
  const { changes, findings, unchanged, columns, format } = preview;
  return {
    format: fileKinds[format].words,
    unchanged,
    total: changes.length,
    counts: countsOf(changes),
    changes: changes.slice(0, shown).map(({ item, before, action, place }) => ({
      kind: item.kind,
      code: item.code,
      name: item.name,
      href: `/compendium/${item.kind}s/${item.code}`,
      action,
      why: place,
      by: null,
      at: null,
      lines: before ? changeLines(before, item) : [],
    })),
    findings: findings.slice(0, shown),
    moreFindings: Math.max(0, findings.length - shown),
    ...(columns && {
      columns: columns.head.map((heading, i) => ({ id: String(i + 1), heading, key: columns.match[i] ?? "" })),
      known: sheetColumns.map(([value, label]) => ({ value, label })),
    }),
  };
}

function countsOf(changes: readonly { action: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

/** The whole catalogue at a release, in the format of `?format=`. */
export async function downloadRelease(args: Args): Promise<Response> {
  await requireCatalogue(args);
  const release = await requireRelease(Number(param(args, "number")));
  const asked = new URL(args.request.url).searchParams.get("format");
  const format = fileFormats.find((one) => one === asked);
  if (!format) throw new Response(null, { status: 404 });
  const [items, lab] = await Promise.all([catalogueAt(release.number), getLab()]);
  const bytes = await writeFile(format, [...items.values()], {
    labName: lab.name,
    at: release.publishedAt.toISOString(),
  });
  const { extension, mediaType } = fileKinds[format];
  return fileResponse(bytes, `compendium-${release.name}.${extension}`, mediaType);
}
