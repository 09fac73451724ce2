import { useDebouncedCallback } from "@mantine/hooks";
import { useFetcher } from "@remix-run/react";
import { createContext, useContext } from "react";
import type { LoincFound, LoincLine } from "./types";

/** The terms of the codes a page begins with, and which table they are from. */
export const LoincTerms = createContext<LoincFound>({ search: "", found: [], whole: false, version: "" });

/** What is under a code: its term, or that there is none. */
export type LoincNote = { kind: "term"; line: LoincLine } | { kind: "lacking"; text: string; warn: boolean } | null;

/** Terms by what is typed in a field that held `initial` first. */
export function useLoinc(initial: string) {
  const known = useContext(LoincTerms);
  const fetcher = useFetcher<LoincFound>();
  const look = useDebouncedCallback(
    (q: string) => fetcher.load(`/compendium/loinc/find?q=${encodeURIComponent(q)}`),
    200,
  );
  const asked = fetcher.data;
  const noteOf = (value: string): LoincNote => {
    const code = value.trim();
    const line = [...known.found, ...(asked?.found ?? [])].find((one) => one.code === code);
    if (line) return { kind: "term", line };
    const told = code === initial ? known : asked?.search === code ? asked : null;
    if (!told || !/^\d+-\d$/.test(code)) return null;
    const text = told.whole ? `Not in LOINC ${told.version}.` : "Not in the short list of LOINC.";
    return { kind: "lacking", text, warn: told.whole };
  };
  return {
    found: asked?.found ?? [],
    noteOf,
    /** Asks for the terms of what is typed, once the typing pauses. */
    look: (value: string) => {
      if (value.trim().length > 1) look(value.trim());
    },
  };
}
