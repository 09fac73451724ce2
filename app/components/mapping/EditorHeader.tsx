import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconCloud, IconCloudOff, IconCloudUp } from "@tabler/icons-react";
import { PageHeader } from "../data/PageHeader";
import { ToneBadge } from "../state/StateBadge";
import { RelativeTime } from "../Time";
import styles from "./editor.module.css";
import type { Flow } from "./types";
import type { SaveState } from "./use-autosave";
import type { Mapping } from "./use-mapping";

interface Props {
  mapping: Mapping;
  title: string;
  draftLabel: string;
  runs: string;
  onRunSamples: () => void;
  onReview: () => void;
}

const flowWords: Record<Flow, string> = { orders: "Orders", results: "Results" };

/** The template's name, the state of its draft, and what can be done with the whole of it. */
export function EditorHeader({ mapping, title, draftLabel, runs, onRunSamples, onReview }: Props) {
  const { history, flows, flow, body } = mapping;
  return (
    <PageHeader
      title={
        <span className={styles.title}>
          {title} <ToneBadge tone="work">{draftLabel}</ToneBadge>
        </span>
      }
      aside={<SaveNote state={mapping.autosave.state} />}
      facts={runs}
      actions={
        <>
          {flows.length > 1 ? (
            <SegmentedControl
              aria-label="Flow"
              value={flow}
              data={flows.map((value) => ({ value, label: flowWords[value] }))}
              onChange={(next) => mapping.setFlow(next as Flow)}
            />
          ) : null}
          <ActionIcon
            variant="default"
            size={36}
            aria-label="Undo"
            title="Undo (⌘ Z)"
            disabled={!history.canUndo}
            onClick={history.undo}
          >
            <IconArrowBackUp size={17} stroke={1.7} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={36}
            aria-label="Redo"
            title="Redo (⌘ ⇧ Z)"
            disabled={!history.canRedo}
            onClick={history.redo}
          >
            <IconArrowForwardUp size={17} stroke={1.7} />
          </ActionIcon>
          <Button variant="default" size="sm" onClick={onRunSamples} disabled={body.samples.length === 0}>
            {body.samples.length === 1 ? "Run 1 sample" : `Run ${body.samples.length} samples`}
          </Button>
          <Button size="sm" onClick={onReview}>
            Review difference
          </Button>
        </>
      }
    />
  );
}

function SaveNote({ state }: { state: SaveState }) {
  return (
    <span
      className={styles.saved}
      role="status"
      data-tone={state.kind === "failed" || state.kind === "invalid" ? "warn" : undefined}
    >
      {state.kind === "saved" ? (
        <>
          <IconCloud size={15} stroke={1.7} aria-hidden /> Saved <RelativeTime at={state.at} />
        </>
      ) : state.kind === "failed" || state.kind === "invalid" ? (
        <>
          <IconCloudOff size={15} stroke={1.7} aria-hidden /> Not saved. {state.message}
        </>
      ) : state.kind === "conflict" ? (
        <>
          <IconCloudOff size={15} stroke={1.7} aria-hidden /> Not saved
        </>
      ) : (
        <>
          <IconCloudUp size={15} stroke={1.7} aria-hidden /> Saving…
        </>
      )}
    </span>
  );
}
