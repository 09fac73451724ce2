import { type FormEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { DraftAnswer, KeptDraft, Notice, Stale, SummaryPart } from "./request-form";
import { dropCopy, entriesOf, keepCopy, readCopy, type UnsavedCopy } from "./unsaved-copy";

export type DraftState =
  | { kind: "kept" }
  | { kind: "saving" }
  | { kind: "stale"; stale: Stale }
  | { kind: "signed-out" }
  | { kind: "failed" }
  | { kind: "ended"; message: string };

interface Start {
  viewerId: string;
  nonce: string;
  draft: KeptDraft | null;
  stale: Stale | null;
  notice: Notice | null;
  summary: SummaryPart[];
}

/** A field that was left is saved and checked soon; one that is being typed in, when the typing rests. */
const afterLeaving = 150;
const afterTyping = 4_000;

/** What the server has said of the draft; `errors` of what was sent last. */
interface Known {
  id: string | null;
  version: number | null;
  nonce: string;
  errors: Record<string, string> | null;
}

/** Where a request is begun. */
export const newPath = "/portal/requests/new";

/** Where a draft is edited; the page of a new one takes this address with its first save. */
export const editPath = (id: string) => `/portal/requests/${id}/edit`;

/**
 * Keeps a request's form on the server while it is filled in, and says what is wrong with the fields that were left. What
 * is not on the server yet is kept in the tab. A save from elsewhere stops it until the person chooses.
 */
export function useRequestDraft(form: RefObject<HTMLFormElement>, start: Start) {
  const { viewerId } = start;
  const [state, setState] = useState<DraftState>(
    start.stale ? { kind: "stale", stale: start.stale } : { kind: "kept" },
  );
  const [draft, setDraft] = useState(start.draft);
  const [nonce, setNonce] = useState(start.nonce);
  const [live, setLive] = useState<Record<string, string> | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [notice, setNotice] = useState(start.notice);
  const [summary, setSummary] = useState(start.summary);
  const [restored, setRestored] = useState<UnsavedCopy | null>(null);
  const known = useRef<Known>({
    id: start.draft?.id ?? null,
    version: start.draft?.version ?? null,
    nonce: start.nonce,
    errors: null,
  });
  const sent = useRef("");
  const underWay = useRef<Promise<unknown> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const stopped = useRef(start.stale !== null);
  const submitting = useRef(false);

  /** What is wrong in the form as it was saved; null where it was not. Nothing typed is saved only when `asked`. */
  const save = useCallback(
    async (asked = false): Promise<Record<string, string> | null> => {
      clearTimeout(timer.current);
      if (underWay.current) await underWay.current;
      if (!form.current || stopped.current) return null;
      const entries = entriesOf(form.current);
      const text = JSON.stringify(entries);
      if (text === sent.current && (known.current.errors || !asked)) return known.current.errors;
      const data = new FormData(form.current);
      // Files are sent on their own, when they are chosen.
      for (const name of [...data.keys()]) if (name.startsWith("files")) data.delete(name);
      data.set("nonce", known.current.nonce);
      if (known.current.id) data.set("requestId", known.current.id);
      if (known.current.version !== null) data.set("base", String(known.current.version));
      setState({ kind: "saving" });
      const work = (async () => {
        const answer = await postDraft(data);
        if (answer?.kind !== "saved") {
          stopped.current = answer?.kind === "ended" || answer?.kind === "stale";
          setState(answer ?? { kind: "failed" });
          return null;
        }
        sent.current = text;
        dropCopy(viewerId, known.current.id);
        if (known.current.id === null) {
          // The address of the draft, without leaving the page: a reload and the back button find it again.
          window.history.replaceState(window.history.state, "", editPath(answer.draft.id) + window.location.hash);
        }
        const { id, version } = answer.draft;
        known.current = { ...known.current, id, version, errors: answer.errors };
        setDraft(answer.draft);
        setLive(answer.errors);
        setNotice(answer.notice);
        setSummary(answer.summary);
        setState({ kind: "kept" });
        return answer.errors;
      })();
      underWay.current = work;
      const errors = await work;
      underWay.current = null;
      return errors;
    },
    [form, viewerId],
  );

  const soon = useCallback(
    (ms: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), ms);
    },
    [save],
  );

  const keep = useCallback(() => {
    if (!form.current) return;
    const { id, version, nonce: ownNonce } = known.current;
    keepCopy(viewerId, id, { nonce: ownNonce, version, values: entriesOf(form.current) });
  }, [form, viewerId]);

  // What an ended session, a reload or the back button left behind comes back, and goes to the server next.
  useEffect(() => {
    const copy = readCopy(viewerId, known.current.id);
    if (form.current) sent.current = JSON.stringify(entriesOf(form.current));
    if (copy && JSON.stringify(copy.values) === sent.current) dropCopy(viewerId, known.current.id);
    else if (copy) {
      known.current = { ...known.current, nonce: copy.nonce, version: copy.version ?? known.current.version };
      setNonce(copy.nonce);
      setRestored(copy);
      soon(afterLeaving);
    }
    return () => {
      clearTimeout(timer.current);
      const { pathname } = window.location;
      const own = known.current.id ? editPath(known.current.id) : newPath;
      // The submit led on, so everything has arrived.
      if (!submitting.current || pathname === "/sign-in" || pathname === own) return;
      dropCopy(viewerId, known.current.id);
      dropCopy(viewerId, null);
    };
  }, [form, viewerId, soon]);

  // A submit that came back has saved the form, or says that somebody else did.
  useEffect(() => {
    if (!start.draft || start.draft.version <= (known.current.version ?? 0)) return;
    known.current = { ...known.current, id: start.draft.id, version: start.draft.version };
    setDraft(start.draft);
    dropCopy(viewerId, start.draft.id);
  }, [start.draft, viewerId]);
  useEffect(() => {
    if (!start.stale) return;
    stopped.current = true;
    setState({ kind: "stale", stale: start.stale });
  }, [start.stale]);
  useEffect(() => setNotice(start.notice), [start.notice]);
  useEffect(() => setSummary(start.summary), [start.summary]);

  return {
    state,
    draft,
    nonce,
    notice,
    restored,
    summary,
    /** Saves now; what is wrong with the fields of these names, null where it could not be saved. */
    check: async (names: readonly string[]): Promise<string[] | null> => {
      setLeft((before) => new Set([...before, ...names]));
      const errors = await save(true);
      return errors && names.filter((name) => name in errors);
    },
    /** What the page shows as wrong: what the last submit said and still is, and what is wrong with fields that were left. */
    wrong: (submitted: Record<string, string>): Record<string, string> => {
      if (!live) return submitted;
      const unchecked = (name: string) => /^(answer$|form$|missing[.]|files)/.test(name);
      return {
        ...Object.fromEntries(Object.entries(submitted).filter(([name]) => name in live || unchecked(name))),
        ...Object.fromEntries(Object.entries(live).filter(([name]) => left.has(name) || name in submitted)),
      };
    },
    onInput: () => {
      keep();
      soon(afterTyping);
    },
    onLeave: (name: string) => {
      if (name !== "") setLeft((before) => (before.has(name) ? before : new Set([...before, name])));
      soon(afterLeaving);
    },
    /** Waits for a save that is under way, so that the page is not older than its own save. */
    onSubmit: (event: FormEvent<HTMLFormElement>) => {
      clearTimeout(timer.current);
      const own = event.currentTarget;
      submitting.current = true;
      keep();
      if (underWay.current) {
        event.preventDefault();
        const { submitter } = event.nativeEvent as SubmitEvent;
        void underWay.current.then(() => setTimeout(() => own.requestSubmit(submitter as HTMLElement | null), 0));
        return;
      }
      const base = own.elements.namedItem("base");
      const version = state.kind === "stale" ? state.stale.version : known.current.version;
      if (base instanceof HTMLInputElement && version !== null) base.value = String(version);
    },
    /** Goes on with what stands on this page, over what was saved from elsewhere. */
    keepMine: (stale: Stale) => {
      known.current = { ...known.current, id: stale.id, version: stale.version };
      stopped.current = false;
      sent.current = "";
      void save();
    },
    /** Leaves what stands on this page for what was saved from elsewhere. */
    takeTheirs: (stale: Stale) => {
      dropCopy(viewerId, stale.id);
      window.location.assign(editPath(stale.id));
    },
  };
}

/** Null when the server did not answer. */
async function postDraft(data: FormData): Promise<DraftAnswer | null> {
  try {
    const response = await fetch("/portal/draft", {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
    });
    return response.ok || response.status === 401 ? ((await response.json()) as DraftAnswer) : null;
  } catch {
    return null;
  }
}
