import { useNavigation, useRevalidator } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";

export type LiveState = "live" | "reconnecting";

const settleMs = 200;
const retryMs = 3000;
/** How old a page's data may be when it begins to listen: as old as the document, or as a slow navigation. */
const oldestMs = 15_000;

/** Listens to `/events` for these topics and loads the page's data again when one of them changed. */
export function useLive(topics: string[]): LiveState {
  const [state, setState] = useState<LiveState>("reconnecting");
  const revalidator = useRevalidator();
  const revalidate = useRef(revalidator.revalidate);
  revalidate.current = revalidator.revalidate;
  // Loading again while a page is on its way would stop that, and with it the toast it brings.
  const navigation = useNavigation().state;
  const underWay = useRef(false);
  underWay.current = navigation !== "idle";
  const owed = useRef(false);
  useEffect(() => {
    if (navigation !== "idle" || !owed.current) return;
    owed.current = false;
    revalidate.current();
  }, [navigation]);
  const wanted = [...topics].sort().join(",");
  useEffect(() => {
    if (!wanted) return;
    let source: EventSource | undefined;
    let settle: ReturnType<typeof setTimeout> | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let missed = false;
    const changed = () => {
      clearTimeout(settle);
      settle = setTimeout(() => {
        if (underWay.current) owed.current = true;
        else revalidate.current();
      }, settleMs);
    };
    const open = () => {
      const age = Math.round(Math.min(performance.now(), oldestMs));
      source = new EventSource(`/events?topics=${encodeURIComponent(wanted)}&age=${age}`);
      source.onopen = () => {
        setState("live");
        if (missed) changed();
        missed = false;
      };
      source.onerror = () => {
        setState("reconnecting");
        missed = true;
        if (source?.readyState !== EventSource.CLOSED) return;
        clearTimeout(retry);
        retry = setTimeout(open, retryMs);
      };
      source.addEventListener("changed", changed);
    };
    open();
    return () => {
      clearTimeout(settle);
      clearTimeout(retry);
      source?.close();
    };
  }, [wanted]);
  return state;
}
