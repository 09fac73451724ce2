/**
 * What was typed and is not on the server yet, kept in this tab alone: it outlives a session that ends, a reload and the
 * back button, and is gone with the tab. Never shown to another person who signs in here.
 */
export interface UnsavedCopy {
  nonce: string;
  /** The version it was typed over; null before the first save. */
  version: number | null;
  values: Record<string, string | string[]>;
}

const keyOf = (viewerId: string, requestId: string | null) => `gh-request ${viewerId} ${requestId ?? "new"}`;

/** The form's entries by name; several under one name are a list. */
export function entriesOf(form: HTMLFormElement): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = { tests: [], panels: [] };
  const data = new FormData(form);
  for (const name of new Set(data.keys())) {
    if (["nonce", "base", "intent", "twinSeen"].includes(name) || name.startsWith("files")) continue;
    const all = data.getAll(name).map(String);
    values[name] = name === "tests" || name === "panels" ? all : (all[0] ?? "");
  }
  return values;
}

export function keepCopy(viewerId: string, requestId: string | null, copy: UnsavedCopy): void {
  try {
    sessionStorage.setItem(keyOf(viewerId, requestId), JSON.stringify(copy));
  } catch {
    // A browser that keeps nothing still saves to the server.
  }
}

export function readCopy(viewerId: string, requestId: string | null): UnsavedCopy | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(viewerId, requestId)) ?? "null") as UnsavedCopy | null;
  } catch {
    return null;
  }
}

export function dropCopy(viewerId: string, requestId: string | null): void {
  try {
    sessionStorage.removeItem(keyOf(viewerId, requestId));
  } catch {
    // Nothing was kept.
  }
}
