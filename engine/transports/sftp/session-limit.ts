/** Counts the sessions at each place, and lets who comes too many wait for a change there. */
export function createSessionLimit() {
  const open = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  const changed = (place: string) => {
    const woken = waiting.get(place) ?? [];
    waiting.delete(place);
    for (const wake of woken) wake();
  };
  return {
    /** Takes a place; false when there are `max` already. */
    enter(place: string, max: number | undefined): boolean {
      const count = open.get(place) ?? 0;
      if (max !== undefined && count >= max) return false;
      open.set(place, count + 1);
      return true;
    },
    /** A session has ended. */
    leave(place: string): void {
      const count = (open.get(place) ?? 1) - 1;
      if (count > 0) open.set(place, count);
      else open.delete(place);
      changed(place);
    },
    /** Something may be free there now: whoever waits looks again. */
    changed,
    /** Resolves at the next change there. */
    change: (place: string): Promise<void> =>
      new Promise((wake) => {
        waiting.set(place, [...(waiting.get(place) ?? []), wake]);
      }),
    wakeAll(): void {
      for (const place of [...waiting.keys()]) changed(place);
    },
  };
}
