import { useCallback, useEffect, useRef, useState } from "react";
import { postJson } from "./post";
import type { SaveAnswer, TemplateBody } from "./types";

export type SaveState =
  | { kind: "saved"; at: string }
  | { kind: "waiting" }
  | { kind: "saving" }
  | { kind: "failed"; message: string }
  /** As it is, it cannot be kept; the next change tries again. */
  | { kind: "invalid"; message: string }
  | { kind: "conflict"; by: string; at: string; revision: number; body: TemplateBody };

interface Draft {
  href: string;
  body: TemplateBody;
  revision: number;
  savedAt: string;
}

const restMs = 1_000;
const againMs = 5_000;

/**
 * Saves the draft a second after its last change, one save at a time. Somebody else's save in between stops it until the
 * person chooses: theirs, or this one over it.
 */
export function useAutosave({ href, body, revision, savedAt }: Draft) {
  const [state, setState] = useState<SaveState>({ kind: "saved", at: savedAt });
  const known = useRef({ body, revision });
  const latest = useRef(body);
  latest.current = body;
  const savedAtRef = useRef(savedAt);
  const busy = useRef(false);

  const save = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    const sent = latest.current;
    setState({ kind: "saving" });
    const answer = await postJson<SaveAnswer>(href, { intent: "save", body: sent, revision: known.current.revision });
    busy.current = false;
    if (answer.kind === "failed") return setState({ kind: "failed", message: answer.message });
    const { value } = answer;
    if (value.kind === "saved") {
      known.current = { body: sent, revision: value.revision };
      savedAtRef.current = value.at;
      setState(latest.current === sent ? { kind: "saved", at: value.at } : { kind: "waiting" });
    } else if (value.kind === "conflict") setState(value);
    else if (value.kind === "invalid") setState(value);
    else setState({ kind: "invalid", message: "The draft was discarded by somebody else." });
  }, [href]);

  const conflicted = state.kind === "conflict";
  useEffect(() => {
    if (conflicted) return;
    if (body === known.current.body) {
      setState((now) =>
        now.kind === "waiting" || now.kind === "invalid" ? { kind: "saved", at: savedAtRef.current } : now,
      );
      return;
    }
    setState((now) => (now.kind === "saving" ? now : { kind: "waiting" }));
    const timer = setTimeout(save, restMs);
    return () => clearTimeout(timer);
  }, [body, conflicted, save]);

  // What was changed while a save was under way, or could not be saved, goes with the next try.
  useEffect(() => {
    if (state.kind !== "waiting" && state.kind !== "failed") return;
    const timer = setTimeout(save, state.kind === "failed" ? againMs : restMs);
    return () => clearTimeout(timer);
  }, [state, save]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (state.kind !== "saved") event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [state.kind]);

  /** Goes on from somebody else's save: with their body (`theirs`) or with this one over it. */
  const settle = useCallback((their: { body: TemplateBody; revision: number; at: string }, theirs: boolean) => {
    known.current = { body: their.body, revision: their.revision };
    setState(theirs ? { kind: "saved", at: their.at } : { kind: "waiting" });
  }, []);

  return { state, settle, saveNow: save, revision: () => known.current.revision };
}
