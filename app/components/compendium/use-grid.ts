import { useFetcher, useRevalidator } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import type { Conflict, GridField, GridResult, TestRow, UndoEntry } from "./types";

/** The open cell; `value`: what is typed in it. */
export interface OpenCell {
  code: string;
  field: GridField;
  value: string;
}

type Seen = { code: string; version: number };
type Posted =
  | { intent: "edit"; field: GridField; value: string; rows: Seen[]; release: number }
  | {
      intent: "discontinue";
      discontinuedOn: string;
      replacementCode: string;
      why: string;
      rows: Seen[];
      release: number;
    }
  | { intent: "restore"; entries: UndoEntry[] };

/** What the grid knows beside its rows: the open cell, the selected rows, the edits that can be undone, the last answer. */
export function useGrid(rows: readonly TestRow[], release: number) {
  const fetcher = useFetcher<GridResult>();
  const revalidator = useRevalidator();
  const [open, setOpen] = useState<OpenCell | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [answer, setAnswer] = useState<GridResult | null>(null);
  const [ending, setEnding] = useState<string[] | null>(null);
  const undo = useRef<UndoEntry[][]>([]);
  const sent = useRef<Posted | null>(null);

  const post = (edit: Posted) => {
    if (fetcher.state !== "idle") return;
    sent.current = edit;
    fetcher.submit({ edit: JSON.stringify(edit) }, { method: "post", action: "/compendium?index" });
  };
  const result = fetcher.state === "idle" ? fetcher.data : undefined;
  useEffect(() => {
    const edit = sent.current;
    if (!result || !edit) return;
    sent.current = null;
    setAnswer(result);
    if (result.kind === "wrong") return;
    setOpen(null);
    setEnding(null);
    if (result.kind !== "done") return;
    if (edit.intent === "restore") undo.current.pop();
    else undo.current.push(result.undo);
  }, [result]);

  const seen = (codes: readonly string[]): Seen[] =>
    codes.map((code) => ({ code, version: rows.find((row) => row.code === code)?.version ?? 0 }));
  /** The rows an edit of this one is for: all that are selected, when it is among them. */
  const meant = (code: string) => (selected.has(code) ? [...selected] : [code]);
  const last = useRef<Posted | null>(null);
  const keep = (edit: Posted) => {
    last.current = edit;
    post(edit);
  };

  return {
    open,
    answer,
    selected,
    ending,
    busy: fetcher.state !== "idle",
    edit: (row: TestRow, field: GridField) => {
      setAnswer(null);
      setOpen({ code: row.code, field, value: row.cells[field].typed });
    },
    type: (value: string) => setOpen((cell) => cell && { ...cell, value }),
    cancel: () => {
      setOpen(null);
      setAnswer(null);
    },
    save: (value = open?.value ?? "") => {
      if (!open) return;
      const row = rows.find(({ code }) => code === open.code);
      const many = meant(open.code);
      if (many.length === 1 && row?.cells[open.field].typed === value.trim()) setOpen(null);
      else keep({ intent: "edit", field: open.field, value, rows: seen(many), release });
    },
    undo: () => {
      const entries = undo.current.at(-1);
      if (entries) post({ intent: "restore", entries });
    },
    canUndo: undo.current.length > 0,
    select: (code: string, on: boolean) =>
      setSelected((before) => {
        const after = new Set(before);
        if (on) after.add(code);
        else after.delete(code);
        return after;
      }),
    clear: () => setSelected(new Set()),
    askEnd: (code: string | null) => setEnding(code === null ? [...selected] : meant(code)),
    closeEnd: () => setEnding(null),
    end: (values: { discontinuedOn: string; replacementCode: string; why: string }) =>
      ending && keep({ intent: "discontinue", ...values, rows: seen(ending), release }),
    /** Saves over what the others made of it. */
    insist: (conflicts: readonly Conflict[]) => {
      const edit = last.current;
      if (!edit || edit.intent === "restore") return;
      const versions = new Map(conflicts.map(({ code, version }) => [code, version]));
      const rows = edit.rows.map((row) => ({ ...row, version: versions.get(row.code) ?? row.version }));
      keep({ ...edit, rows, release: Math.max(edit.release, ...conflicts.map((conflict) => conflict.release)) });
    },
    /** Leaves it as the others have made it, and shows that. */
    dismiss: () => {
      setAnswer(null);
      revalidator.revalidate();
    },
  };
}

export type Grid = ReturnType<typeof useGrid>;
