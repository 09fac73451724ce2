import { Tabs } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "../data/EmptyState";
import { ContractView } from "../hl7/ContractView";
import { Hl7View } from "../hl7/Hl7View";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./editor.module.css";
import { FindingRows } from "./FindingsStrip";
import { PaneHead } from "./PaneHead";
import { PathTree } from "./PathTree";
import type { Mapping } from "./use-mapping";

interface Props {
  mapping: Mapping;
  marks: ReadonlyMap<string, "stop" | "warn">;
}

/** The right pane: what the rules made of the message. It stays, greyed, while there is no newer outcome. */
export function OutcomePane({ mapping, marks }: Props) {
  const [tab, setTab] = useState<string | null>("target");
  const { outcome, inbound, json, findings } = mapping;
  const { evaluation } = outcome;
  const stale = mapping.stale && evaluation !== null;
  const required = evaluation?.required;
  const full = required && required.filled === required.total;
  const views = {
    target: <Target mapping={mapping} marks={marks} />,
    output: <Output mapping={mapping} />,
    findings: <FindingRows mapping={mapping} stacked />,
  };
  return (
    <section className={styles.pane} data-pane="target" aria-label="Outcome" data-stale={stale || undefined}>
      <PaneHead title="Outcome" facts={evaluation?.target?.facts}>
        {required && required.total > 0 ? (
          <span className={styles.required} data-tone={full ? "good" : "stop"}>
            <ToneIcon tone={full ? "good" : "stop"} size={14} /> {required.filled} of {required.total} required
          </span>
        ) : null}
      </PaneHead>
      {stale ? (
        <p className={styles.stale} role="status">
          <IconHistory size={14} stroke={1.7} aria-hidden /> Last valid state
        </p>
      ) : null}
      <Tabs value={tab} onChange={setTab} className={styles.tabs ?? ""}>
        <Tabs.List>
          <Tabs.Tab value="target">{inbound ? "Contract" : json ? "Body" : "Fields"}</Tabs.Tab>
          <Tabs.Tab value="output">{json && !inbound ? "As JSON" : "Output message"}</Tabs.Tab>
          <Tabs.Tab value="findings">Findings {findings.length + (evaluation?.unmapped.length ?? 0)}</Tabs.Tab>
        </Tabs.List>
        {(["target", "output", "findings"] as const).map((value) => (
          <Tabs.Panel
            key={value}
            value={value}
            className={styles.scroll ?? ""}
            data-scroll
            aria-busy={outcome.pending}
            tabIndex={0}
          >
            {views[value]}
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}

function Output({ mapping }: { mapping: Mapping }) {
  const output = mapping.outcome.evaluation?.output;
  if (!output) {
    return (
      <EmptyState title="No message goes out" text="What cannot be mapped is held for a person; nothing is sent." />
    );
  }
  if (output.kind === "json") {
    return (
      <div className={styles.body}>
        <ContractView title="As it goes out" version={output.facts} value={output.value} />
      </div>
    );
  }
  return <Hl7View title="As it goes out" facts={output.facts} segments={output.segments} />;
}

function Target({ mapping, marks }: Props) {
  const { outcome, inbound, json, targetRows, lit } = mapping;
  const { evaluation } = outcome;
  if (!evaluation) {
    return (
      <p className={styles.waiting}>
        {outcome.pending ? "Trying the rules…" : "There is no outcome yet. The findings below say why."}
      </p>
    );
  }
  const { required } = evaluation;
  return (
    <>
      {evaluation.target && required.filled === required.total ? null : (
        <p className={styles.unmapped}>
          <ToneIcon tone="stop" size={13} /> This message cannot be mapped. Such a message is held, nothing is sent.
        </p>
      )}
      <PathTree
        label={evaluation.target?.title ?? "Outcome"}
        rows={targetRows}
        lit={lit.target}
        marks={marks}
        query=""
        quoted={inbound || json}
        onSelect={(key) => mapping.select("target", key)}
        onFocus={(key) => mapping.setSpot({ pane: "target", key })}
      />
    </>
  );
}
