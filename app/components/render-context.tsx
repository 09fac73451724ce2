import { createContext, useContext, useSyncExternalStore } from "react";

/** Facts of one render that server and browser must agree on: the CSP nonce and the time it happened. */
export interface RenderFacts {
  nonce: string | undefined;
  now: number;
}

export const RenderContext = createContext<RenderFacts>({ nonce: undefined, now: 0 });

/** The nonce for inline scripts and styles. */
export function useNonce(): string | undefined {
  return useContext(RenderContext).nonce;
}

/** When the page was rendered, as the server saw it. */
export function useRenderedAt(): number {
  return useContext(RenderContext).now;
}

const everyMs = 10_000;
const listeners = new Set<() => void>();
let current = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  current = Date.now();
  timer ??= setInterval(() => {
    current = Date.now();
    for (const tell of listeners) tell();
  }, everyMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Now, moving every ten seconds; equal on server and browser until hydration is done. */
export function useNow(): number {
  const { now } = useContext(RenderContext);
  return useSyncExternalStore(
    subscribe,
    () => current || now,
    () => now,
  );
}
