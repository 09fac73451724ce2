import { ActionIcon, NativeSelect } from "@mantine/core";
import { IconClipboardText } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "../data/EmptyState";
import { useRenderedAt } from "../render-context";
import { timeWords } from "../time-words";
import { useTimeZone } from "../viewer";
import styles from "./editor.module.css";
import { PaneHead } from "./PaneHead";
import { PathTree } from "./PathTree";
import { SearchRow } from "./SearchRow";
import type { SampleBody, SampleChoice, StoredMessage } from "./types";
import type { Mapping } from "./use-mapping";

interface Props {
  mapping: Mapping;
  messages: readonly StoredMessage[];
  marks: ReadonlyMap<string, "stop" | "warn">;
  onPaste: () => void;
}

const keyOf = (sample: SampleChoice) =>
  sample.kind === "sample" ? `sample ${sample.index}` : sample.kind === "message" ? `message ${sample.id}` : "pasted";

function choiceOf(key: string): SampleChoice {
  const [kind, which = ""] = key.split(" ");
  return kind === "message" ? { kind: "message", id: which } : { kind: "sample", index: Number(which) };
}

/** What the picker offers: the template's samples, stored messages, and the pasted one while it is open. */
function offers(
  samples: readonly SampleBody[],
  messages: readonly StoredMessage[],
  flow: string,
  sample: SampleChoice,
  timeOf: (at: string) => string,
) {
  const kind = flow === "orders" ? "order" : "result";
  const own = samples.flatMap((one, i) => (one.kind === kind ? [{ value: `sample ${i}`, label: one.name }] : []));
  const stored = messages
    .filter((one) => one.flow === flow)
    .map((one) => ({ value: `message ${one.id}`, label: `${one.label}, ${timeOf(one.at)}` }));
  return [
    ...(sample.kind === "pasted" ? [{ value: "pasted", label: "Pasted message" }] : []),
    ...(own.length > 0 ? [{ group: "Samples of this template", items: own }] : []),
    ...(stored.length > 0 ? [{ group: "Stored messages, patient data masked", items: stored }] : []),
  ];
}

/** The left pane: the chosen message, field by field. */
export function SourcePane({ mapping, messages, marks, onPaste }: Props) {
  const [query, setQuery] = useState("");
  const { sample, flow, outcome, inbound, json } = mapping;
  const source = outcome.evaluation?.source;
  const [zone, now] = [useTimeZone(), useRenderedAt()];
  const choices = offers(mapping.body.samples, messages, flow, sample, (at) => timeWords(at, zone, "full", now));
  return (
    <section className={styles.pane} data-pane="source" aria-label="Message">
      <PaneHead title={source?.title ?? "Message"}>
        {choices.length > 0 ? (
          <NativeSelect
            className={styles.picker ?? ""}
            aria-label="Message to try the rules on"
            value={keyOf(sample)}
            data={choices}
            onChange={(event) => mapping.setSample(choiceOf(event.currentTarget.value))}
          />
        ) : null}
        <ActionIcon size={28} aria-label="Paste a message" title="Paste a message" onClick={onPaste}>
          <IconClipboardText size={15} stroke={1.7} />
        </ActionIcon>
      </PaneHead>
      <SearchRow
        label="Find a field"
        placeholder="Find a field by path, name or value"
        value={query}
        onChange={setQuery}
      />
      <div className={styles.scroll} data-scroll tabIndex={source ? undefined : 0}>
        {source ? (
          <PathTree
            label={source.title}
            rows={source.rows}
            lit={mapping.lit.source}
            marks={marks}
            query={query}
            quoted={!inbound || json}
            onSelect={(key) => mapping.select("source", key)}
            onFocus={(key) => mapping.setSpot({ pane: "source", key })}
          />
        ) : sample.kind === "sample" && sample.index < 0 ? (
          <EmptyState
            title={`No sample ${flow === "orders" ? "order" : "result"} yet`}
            text="Paste a message with made-up data to see what the rules do with it. Kept as a sample, it is tried before every publishing."
            action={
              <button type="button" className="gh-link" onClick={onPaste}>
                Paste a message
              </button>
            }
          />
        ) : (
          <p className={styles.waiting}>
            {outcome.pending ? "Reading the message…" : "The message could not be read."}
          </p>
        )}
      </div>
      <p className={styles.legend}>
        <span data-mark="unused">Carries data, no rule reads it</span>
        {source ? <span className={styles.legendFacts}>{source.facts}</span> : null}
      </p>
    </section>
  );
}
