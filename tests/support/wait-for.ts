/**
 * Waits until `probe` returns something other than `undefined`, `null` or `false`, and returns that.
 * Throws naming `what` after `timeoutMs` (default 10 s). For states, never for fixed times.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  timeoutMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  // Probes that cost more than they look must not take the processor from what they wait for.
  for (let pause = 10; ; pause = Math.min(100, pause * 1.3)) {
    const value = await probe();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
