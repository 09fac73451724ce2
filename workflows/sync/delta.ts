import type { ChangeAction, ItemKind, TestStatus } from "~/db/schema/compendium";
import type { PackedChanges, SyncAction, SyncChange } from "~/db/schema/sync";

/** What the newest release that speaks of a code left of it. */
export type StandingItem = { kind: ItemKind; code: string; release: number; status: TestStatus; action: ChangeAction };

/** Codes by kind. */
export type Menu = Record<ItemKind, readonly string[]>;

/**
 * What an EMR is offered, and what it was told last; `toldRelease` 0 when it was told nothing yet. `repriced`: codes whose
 * price is another for this practice than it was told.
 */
export type Told = { offered: Menu; told: Menu; toldRelease: number; whole: boolean; repriced: ReadonlySet<string> };

/**
 * What a release brings to one EMR: what has changed among the codes offered to it since it was told last, what is offered
 * and was not told, what has another price, and what was told and is not offered any more. For a whole file, all that is offered. Nothing when
 * nothing has changed. The changes come in the order of the items. Pure.
 * @param standing all items up to the release
 */
export function deltaOf(
  { offered, told, toldRelease, whole, repriced }: Told,
  standing: readonly StandingItem[],
): SyncChange[] {
  const now = { test: new Set(offered.test), panel: new Set(offered.panel) };
  const before = { test: new Set(told.test), panel: new Set(told.panel) };
  const changes: SyncChange[] = [];
  let changed = false;
  for (const item of standing) {
    const { kind, code, release } = item;
    const [isOffered, wasTold] = [now[kind].has(code), before[kind].has(code)];
    if (!isOffered && !wasTold) continue;
    const action = actionFor(item, { isOffered, wasTold, whole });
    // What is over is not brought to an EMR that never had it.
    if (!wasTold && action === "remove") continue;
    const isNew =
      release > toldRelease || wasTold !== isOffered || (isOffered && repriced.has(code) && standsFor(item));
    changed ||= isNew;
    if (isNew || whole) changes.push({ kind, code, action });
  }
  return changed ? changes : [];
}

function actionFor(
  { status, action }: StandingItem,
  { isOffered, wasTold, whole }: { isOffered: boolean; wasTold: boolean; whole: boolean },
): SyncAction {
  const ends = status === "discontinued" || (wasTold && action === "discontinue");
  if (!isOffered || ends) return "remove";
  return wasTold && !whole ? "update" : "add";
}

/** Whether it can still be ordered, and so has a price. */
const standsFor = ({ status }: StandingItem) => status === "active";

/** Codes whose price is another than was told; where neither has one it is the list price, which comes with its release. */
export function repricedCodes(told: Readonly<Record<string, number>>, now: ReadonlyMap<string, number>): Set<string> {
  const codes = new Set([...Object.keys(told), ...now.keys()]);
  return new Set([...codes].filter((code) => (Object.hasOwn(told, code) ? told[code] : undefined) !== now.get(code)));
}

/** Changes as they are kept. */
export function packChanges(changes: readonly SyncChange[]): PackedChanges {
  const packed: PackedChanges = {};
  for (const { action, kind, code } of changes) {
    packed[action] ??= {};
    packed[action][kind] ??= [];
    packed[action][kind].push(code);
  }
  return packed;
}

const actions = ["add", "update", "remove"] as const;
const kinds = ["test", "panel"] as const;

/** The changes that were kept: what is new first, what is no longer there last. */
export const unpackChanges = (packed: PackedChanges): SyncChange[] =>
  actions.flatMap((action) =>
    kinds.flatMap((kind) => (packed[action]?.[kind] ?? []).map((code) => ({ kind, code, action }))),
  );
