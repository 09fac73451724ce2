/**
 * Where templates are found: the versions that were published, and the ones that come with the product. Whoever runs,
 * checks or shows a template asks here, for an exact version or for the newest.
 */
import { inArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { type TemplateBase, templateVersions } from "~/db/schema/templates";
import type { Writer } from "~/db/transaction";
import { findTemplate, resolveTemplate, type Template, templates } from "~/engine/mapping";
import { fingerprint, inOrder } from "./fingerprint";

export type TemplateRef = { readonly name: string; readonly version: string };

export type FoundTemplate = {
  readonly name: string;
  readonly version: string;
  /** As written, with `extends`. */
  readonly body: Template;
  /** What runs: with every base folded in as it was when this version was published. */
  readonly whole: Template;
  readonly bases: readonly TemplateBase[];
  /** Of the body. */
  readonly sha256: string;
  /** Of the whole. */
  readonly wholeSha256: string;
  readonly shipped: boolean;
  readonly note: string;
  /** Null: it came with the product. */
  readonly publishedBy: string | null;
  readonly publishedAt: Date | null;
};

type Reader = Pick<Writer, "select" | "selectDistinctOn">;

/** `name@version`. */
export const refKey = (ref: TemplateRef): string => `${ref.name}@${ref.version}`;

/** Less than zero when `a` is the older of two versions such as 1.4.0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let i = 0; i < 3; i++) {
    const apart = (left[i] ?? 0) - (right[i] ?? 0);
    if (apart !== 0) return apart;
  }
  return 0;
}

/** Whether the name belongs to a template that comes with the product. */
export const isShipped = (name: string): boolean => templates.some((template) => template.name === name);

/** A template from the product's data files, as {@link FoundTemplate}; shipped templates extend only shipped ones. */
function fromFile(template: Template): FoundTemplate {
  const bases: TemplateBase[] = [];
  for (let name = template.extends; name !== undefined; ) {
    const base = findTemplate(name);
    if (!base) break;
    bases.push({ name: base.name, version: base.version, sha256: fingerprint(inOrder(base)) });
    name = base.extends;
  }
  const body = inOrder(template);
  const whole = inOrder(resolveTemplate(template, findTemplate));
  return {
    name: template.name,
    version: template.version,
    body,
    whole,
    bases,
    sha256: fingerprint(body),
    wholeSha256: fingerprint(whole),
    shipped: true,
    note: "Came with the product",
    publishedBy: null,
    publishedAt: null,
  };
}

let files: readonly FoundTemplate[] | undefined;
/** The templates of the product's data files. */
export function shippedTemplates(): readonly FoundTemplate[] {
  files ??= templates.map(fromFile);
  return files;
}

const fromRow = (row: typeof templateVersions.$inferSelect): FoundTemplate => ({
  name: row.name,
  version: row.version,
  body: row.body,
  whole: row.resolved,
  bases: row.bases,
  sha256: row.sha256,
  wholeSha256: row.resolvedSha256,
  shipped: isShipped(row.name),
  note: row.note,
  publishedBy: row.publishedBy,
  publishedAt: row.publishedAt,
});

/** Versions read before; a recorded version never changes, so it is read once. */
const read = new Map<string, FoundTemplate>();
const most = 256;

/**
 * These exact versions, by {@link refKey}; a version that does not exist is not in the answer. What was recorded goes
 * before the data file of the same version: a published version never changes.
 */
export async function loadTemplates(refs: readonly TemplateRef[]): Promise<Map<string, FoundTemplate>> {
  const wanted = new Map(refs.map((ref) => [refKey(ref), ref]));
  const missing = [...wanted].filter(([key]) => !read.has(key)).map(([, ref]) => ref);
  const rows = missing.length === 0 ? [] : await recordedVersions(missing);
  const found = new Map<string, FoundTemplate>();
  for (const key of wanted.keys()) {
    const one = read.get(key) ?? rows.find((row) => refKey(row) === key);
    const known = one ?? shippedTemplates().find((file) => refKey(file) === key);
    if (known) found.set(key, known);
  }
  for (const row of rows) read.set(refKey(row), row);
  for (const key of read.keys()) if (read.size > most) read.delete(key);
  return found;
}

async function recordedVersions(refs: readonly TemplateRef[]): Promise<FoundTemplate[]> {
  const pairs = sql.join(
    refs.map((ref) => sql`(${ref.name}, ${ref.version})`),
    sql`, `,
  );
  const rows = await database()
    .select()
    .from(templateVersions)
    .where(sql`(${templateVersions.name}, ${templateVersions.version}) in (${pairs})`);
  return rows.map(fromRow);
}

/** One exact version, or nothing. */
export async function templateAt(name: string, version: string): Promise<FoundTemplate | undefined> {
  return (await loadTemplates([{ name, version }])).get(refKey({ name, version }));
}

/** The newest version of each of these names, or of every name. */
export async function newestTemplates(
  names?: readonly string[],
  db: Reader = database(),
): Promise<Map<string, FoundTemplate>> {
  const rows = await db
    .selectDistinctOn([templateVersions.name])
    .from(templateVersions)
    .where(names && inArray(templateVersions.name, ["", ...names]))
    .orderBy(templateVersions.name, sql`string_to_array(${templateVersions.version}, '.')::int[] desc`);
  const newest = new Map<string, FoundTemplate>();
  const known = shippedTemplates().filter((one) => !names || names.includes(one.name));
  for (const one of [...known, ...rows.map(fromRow)]) {
    const other = newest.get(one.name);
    if (!other || compareVersions(other.version, one.version) <= 0) newest.set(one.name, one);
  }
  return newest;
}

/** The newest version of one name, or nothing. */
export async function newestTemplate(name: string, db?: Reader): Promise<FoundTemplate | undefined> {
  return (await newestTemplates([name], db)).get(name);
}

/** Every version of a name, newest first. */
export async function templateHistory(name: string, db: Reader = database()): Promise<FoundTemplate[]> {
  const rows = await db
    .select()
    .from(templateVersions)
    .where(inArray(templateVersions.name, [name]));
  const recorded = rows.map(fromRow);
  const known = shippedTemplates().filter(
    (one) => one.name === name && !recorded.some((row) => row.version === one.version),
  );
  return [...known, ...recorded].sort((a, b) => compareVersions(b.version, a.version));
}

export type Resolved =
  | { kind: "resolved"; whole: Template; bases: TemplateBase[] }
  | { kind: "broken"; reason: string };

/** Folds in what the template extends, each base at its newest version: what publishing it now would run. */
export async function resolveNow(body: Template, db?: Reader): Promise<Resolved> {
  const base = body.extends === undefined ? undefined : await newestTemplate(body.extends, db);
  const bases: TemplateBase[] = base
    ? [{ name: base.name, version: base.version, sha256: base.sha256 }, ...base.bases]
    : [];
  if (bases.some((one) => one.name === body.name)) {
    return { kind: "broken", reason: `Template ${body.name} extends itself` };
  }
  try {
    const whole = resolveTemplate(body, (name) => (name === base?.name ? base.whole : undefined));
    return { kind: "resolved", whole: inOrder(whole), bases };
  } catch (error) {
    return { kind: "broken", reason: error instanceof Error ? error.message : "The template cannot be used." };
  }
}
