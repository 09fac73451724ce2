import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconCloud, IconCloudOff, IconCloudUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
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

const steps = (history: Mapping["history"]) => [
  { label: "Undo", keys: "⌘ Z", Icon: IconArrowBackUp, can: history.canUndo, go: history.undo },
  { label: "Redo", keys: "⌘ ⇧ Z", Icon: IconArrowForwardUp, can: history.canRedo, go: history.redo },
];

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
      aside={<SaveNote state={mapping.autosave.state} unread={mapping.unread !== null} />}
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
          {steps(history).map(({ label, keys, Icon, can, go }) => (
            <ActionIcon
              key={label}
              variant="default"
              size={36}
              aria-label={label}
              title={`${label} (${keys})`}
              disabled={!can}
              onClick={go}
            >
              <Icon size={17} stroke={1.7} />
            </ActionIcon>
          ))}
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

const icons = { good: IconCloud, work: IconCloudUp, warn: IconCloudOff };

/** What is to be said of the draft's safety. Text of the JSON view that is no template cannot be saved at all. */
function saveWords(state: SaveState, unread: boolean): { tone: keyof typeof icons; words: ReactNode } {
  if (unread) return { tone: "warn", words: "The JSON text is not saved." };
  switch (state.kind) {
    case "saved":
      return {
        tone: "good",
        words: (
          <>
            Saved <RelativeTime at={state.at} />
          </>
        ),
      };
    case "failed":
    case "invalid":
      return { tone: "warn", words: `Not saved. ${state.message}` };
    case "conflict":
      return { tone: "warn", words: "Not saved" };
    default:
      return { tone: "work", words: "Saving…" };
  }
}

function SaveNote({ state, unread }: { state: SaveState; unread: boolean }) {
  const { tone, words } = saveWords(state, unread);
  const Icon = icons[tone];
  return (
    <span className={styles.saved} role="status" data-tone={tone === "warn" ? "warn" : undefined}>
      <Icon size={15} stroke={1.7} aria-hidden /> {words}
    </span>
  );
}
