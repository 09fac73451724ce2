import { redirect } from "@remix-run/node";
import type { ImportLookProps, ImportPageProps } from "~/app/components/compendium/ImportPage";
import type { ImportsPageProps } from "~/app/components/compendium/ImportsPage";
import type { ImportLook } from "~/db/schema/imports";
import { fileFormats, fileKinds, writeFile } from "~/workflows/compendium/file-formats";
import {
  cancelImport,
  findImport,
  type ImportChanged,
  keptDays,
  listImports,
  lookAgain,
  startImport,
  takeImport,
} from "~/workflows/compendium/import-jobs";
import { readMatch } from "~/workflows/compendium/import-layouts";
import { catalogueAt } from "~/workflows/compendium/releases";
import { sheetColumns } from "~/workflows/compendium/sheet-columns";
import { getLab } from "~/workflows/lab";
import { changeLines } from "./catalogue-words.server";
import { loadFrame, requireCatalogue, requireRelease } from "./compendium-frame.server";
import { type Args, param } from "./context.server";
import { fileResponse } from "./file-response.server";
import { invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";
import { fileOf } from "./upload.server";

/** Where a file is chosen, with the imports of late. */
export async function loadImports(args: Args): Promise<Omit<ImportsPageProps, "errors">> {
  const actor = await requireActor(args, "compendium.edit");
  const [frame, rows] = await Promise.all([loadFrame(actor, "import"), listImports()]);
  return {
    ...frame,
    rows: rows.map(({ createdAt, ...row }) => ({
      ...row,
      href: `/compendium/import/${row.id}`,
      at: createdAt.toISOString(),
    })),
  };
}

/** Keeps the file that was sent and has a worker look at it. */
export async function actOnImports(args: Args) {
  const actor = await requireActor(args, "compendium.edit");
  const form = await args.request.formData();
  const bytes = await fileOf(form, "file");
  if (!bytes) return invalid({ file: "Choose a file first." });
  const file = form.get("file");
  const outcome = await startImport(actor, { name: file instanceof File ? file.name : "", bytes });
  if (outcome.kind === "refused" && outcome.field) return invalid({ [outcome.field]: outcome.message });
  return outcome.kind === "done" ? redirect(`/compendium/import/${outcome.id}`) : refused(outcome);
}

/** One import: how far it is, what it would change, what became of it. */
export async function loadImport(args: Args): Promise<Omit<ImportPageProps, "errors" | "typedWhy">> {
  const actor = await requireActor(args, "compendium.edit");
  const [frame, row] = await Promise.all([loadFrame(actor, "import"), findImport(param(args, "id"))]);
  if (!row) throw new Response(null, { status: 404 });
  const { id, fileName, size, state, progress, failure, changed, by, createdAt, why } = row;
  return {
    ...frame,
    id,
    fileName,
    size,
    state,
    progress,
    failure,
    changed,
    why,
    by,
    at: createdAt.toISOString(),
    keptDays,
    look: row.look && wordsOf(row.look),
    columns: row.columns
      ? row.columns.head.map((heading, i) => ({ id: String(i + 1), heading, key: row.columns?.match[i] ?? "" }))
      : null,
    known: sheetColumns.map(([value, label]) => ({ value, label })),
  };
}

/** `intent`: `look` again with other columns, `import` what was seen, or `cancel`. */
export async function actOnImport(args: Args) {
  const actor = await requireActor(args, "compendium.edit");
  const id = param(args, "id");
  const form = await args.request.formData();
  const typed = valuesOf(form);
  const act = (): Promise<ImportChanged> | undefined => {
    if (form.get("intent") === "cancel") return cancelImport(actor, id);
    if (form.get("intent") === "import") return takeImport(actor, id, String(form.get("why") ?? "").trim());
    const match = readMatch(form.getAll("column").map(String));
    if (!match) return undefined;
    const head = form.getAll("heading").map(String);
    return lookAgain(actor, id, head.length > 0 ? { head, match } : null);
  };
  const outcome = await act();
  if (!outcome) return invalid({ column: "Two columns of the file are taken for the same one." }, typed);
  if (outcome.kind === "refused" && outcome.field) return invalid({ [outcome.field]: outcome.message }, typed);
  return outcome.kind === "done" ? redirect(`/compendium/import/${id}`) : refused(outcome, typed);
}

function wordsOf({ changes, ...look }: ImportLook): ImportLookProps {
  return {
    ...look,
    changes: changes.map(({ item, before, action, place }) => ({
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
  };
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
