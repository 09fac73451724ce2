/**
 * Text as Postgres can keep it: no NUL, no half surrogate pairs. Only what was read from a message is touched; the
 * message's own bytes are stored as they came.
 */
export function storable<T>(value: T): T {
  return isStorable(value) ? value : cleaned(value);
}

const suspicious = /[\0\uD800-\uDFFF]/;

/** Nearly all are: looking costs much less than making everything anew. */
function isStorable(value: unknown): boolean {
  if (typeof value === "string") return !suspicious.test(value);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return true;
  for (const key in value) {
    if (suspicious.test(key) || !isStorable((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

function cleaned<T>(value: T): T {
  if (typeof value === "string") return clean(value) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [clean(key), cleaned(part)])) as T;
}

const clean = (text: string) =>
  text
    .replaceAll("\0", "")
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
