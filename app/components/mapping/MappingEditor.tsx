import { Button, SegmentedControl } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { Callout } from "../data/Callout";
import { RelativeTime } from "../Time";
import { Curves } from "./Curves";
import { DifferenceDialog } from "./DifferenceDialog";
import { EditorHeader } from "./EditorHeader";
import styles from "./editor.module.css";
import { FindingsStrip } from "./FindingsStrip";
import { MiddlePane, type RulesView } from "./MiddlePane";
import { OutcomePane } from "./OutcomePane";
import { PasteDialog } from "./PasteDialog";
import { litRows } from "./paths";
import { SamplesDialog } from "./SamplesDialog";
import { SourcePane } from "./SourcePane";
import type { EditorFinding, MappingEditorProps, PlaceRow } from "./types";
import { useEditorKeys } from "./use-editor-keys";
import { type Mapping, type PaneName, useMapping } from "./use-mapping";

type Dialog = "samples" | "difference" | "paste" | null;
const paneNames: Record<PaneName, string> = { source: "Message", rules: "Rules", target: "Outcome" };

/** Rows a finding names, with the heavier of its tones. */
function marksOf(findings: readonly EditorFinding[], rows: readonly PlaceRow[]): Map<string, "stop" | "warn"> {
  const keys = rows.filter(({ kind }) => kind === "value").map(({ key }) => key);
  const marks = new Map<string, "stop" | "warn">();
  for (const { path, tone } of findings) {
    if (path === "") continue;
    for (const key of litRows(new Set([path]), keys)) if (marks.get(key) !== "stop") marks.set(key, tone);
  }
  return marks;
}

/** Scrolls a pane, and only the pane, so that the row is in it; an open rule, which is long, to the top. */
function bringIntoView(scroll: Element, row: Element, top: boolean) {
  const [frame, box] = [scroll.getBoundingClientRect(), row.getBoundingClientRect()];
  const margin = 44;
  const [above, below] = [box.top - frame.top - margin, box.bottom - frame.bottom + margin];
  const inside = above >= 0 && below <= 0;
  if (top && !(inside && box.top - frame.top < frame.height / 3)) scroll.scrollTop += above;
  else if (!top && !inside) scroll.scrollTop += above < 0 ? above : below;
}

/** Brings what lit up into view in the panes that were not touched. */
function useScrollToLit(panes: React.RefObject<HTMLElement | null>, mapping: Mapping) {
  const { spot, open } = mapping;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new spot moves the panes, not a new outcome.
  useEffect(() => {
    if (!spot) return;
    for (const name of ["source", "rules", "target"]) {
      const own = spot.pane === "rule" ? "rules" : spot.pane;
      if (name === own && name !== "rules") continue;
      const scroll = panes.current?.querySelector(`[data-pane="${name}"] [data-scroll]`);
      const row = scroll?.querySelector("[data-lit]");
      if (scroll && row) bringIntoView(scroll, row, name === "rules" && open !== null);
    }
  }, [spot, open]);
}

/** The mapping editor: message, rules and outcome side by side, findings at the foot. */
export function MappingEditor(props: MappingEditorProps) {
  const mapping = useMapping(props);
  const { rules, findings, outcome, spot, pane } = mapping;
  const panes = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [dialog, setDialog] = useState<Dialog>(null);
  const [view, setView] = useState<RulesView>("all");
  const [query, setQuery] = useState("");
  const visited = useRef(-1);
  const sourceMarks = useMemo(() => marksOf(findings, mapping.sourceRows), [findings, mapping.sourceRows]);
  const targetMarks = useMemo(
    () => (mapping.inbound ? new Map() : marksOf(findings, mapping.targetRows)),
    [findings, mapping.targetRows, mapping.inbound],
  );
  useScrollToLit(panes, mapping);
  useEditorKeys(
    {
      undo: mapping.history.undo,
      redo: mapping.history.redo,
      runSamples: () => setDialog("samples"),
      nextFinding() {
        visited.current = findings.length === 0 ? -1 : (visited.current + 1) % findings.length;
        const finding = findings[visited.current];
        if (finding) mapping.goTo(finding);
      },
      stepRule(step) {
        const here = rules.findIndex(({ rule }) => rule.name === (spot?.pane === "rule" ? spot.key : mapping.open));
        const next = rules[Math.max(0, Math.min(rules.length - 1, here + step))];
        if (next) mapping.openRule(next.rule.name);
      },
      search: () => search.current?.focus(),
    },
    dialog === null,
  );
  return (
    <div className={styles.editor}>
      <div>
        <EditorHeader
          mapping={mapping}
          title={props.title}
          draftLabel={props.draftLabel}
          runs={props.runs}
          onRunSamples={() => setDialog("samples")}
          onReview={() => setDialog("difference")}
        />
        <Conflict mapping={mapping} />
        <div className={styles.paneTabs}>
          <SegmentedControl
            fullWidth
            aria-label="Pane"
            value={pane}
            onChange={(next) => mapping.setPane(next as PaneName)}
            data={Object.entries(paneNames).map(([value, label]) => ({ value, label }))}
          />
        </div>
      </div>
      <div className={styles.panes} ref={panes} data-pane-shown={pane}>
        <SourcePane
          mapping={mapping}
          messages={props.messages}
          marks={sourceMarks}
          onPaste={() => setDialog("paste")}
        />
        <MiddlePane
          mapping={mapping}
          tablesHref={props.tablesHref}
          vocabulary={props.vocabulary}
          view={view}
          onView={setView}
          query={query}
          onQuery={setQuery}
          searchRef={search}
        />
        <OutcomePane mapping={mapping} marks={targetMarks} />
        <Curves
          panes={panes}
          links={mapping.links}
          watch={[mapping.lit, mapping.open, outcome.evaluation, view, query, pane, mapping.middle]}
        />
      </div>
      <div className={styles.foot}>
        <FindingsStrip mapping={mapping} />
      </div>
      <SamplesDialog
        href={props.evaluateHref}
        body={mapping.body}
        edit={mapping.history.edit}
        opened={dialog === "samples"}
        onClose={() => setDialog(null)}
        onPick={(name) => {
          const index = mapping.body.samples.findIndex((sample) => sample.name === name);
          const flow = mapping.body.samples[index]?.kind === "result" ? "results" : "orders";
          if (flow !== mapping.flow) mapping.setFlow(flow);
          mapping.setSample({ kind: "sample", index });
          setDialog(null);
        }}
      />
      <DifferenceDialog
        mapping={mapping}
        opened={dialog === "difference"}
        onClose={() => setDialog(null)}
        base={props.base}
        published={props.published}
        canPublish={props.canPublish}
        nonce={props.nonce}
        error={props.errors?.note ?? props.errors?.form}
        onPick={(change) => {
          const { area, about, name } = change;
          if ((area === "orders" || area === "results") && area !== mapping.flow) mapping.setFlow(area);
          if (about === "table") mapping.openTable(name);
          else mapping.openRule(name);
          setDialog(null);
        }}
      />
      <PasteDialog
        opened={dialog === "paste"}
        flowWord={mapping.flow === "orders" ? "an order" : "a result"}
        onClose={() => setDialog(null)}
        onTry={(text) => {
          mapping.setSample({ kind: "pasted", text });
          setDialog(null);
        }}
        onKeep={(name, text) => {
          mapping.keepSample(name, text);
          setDialog(null);
        }}
      />
    </div>
  );
}

/** Somebody else saved this draft in the meantime: theirs or mine, and undo gives back the other. */
function Conflict({ mapping }: { mapping: Mapping }) {
  const { state, settle } = mapping.autosave;
  if (state.kind !== "conflict") return null;
  return (
    <div className={styles.notice}>
      <Callout
        tone="warn"
        title={`${state.by} saved this draft in the meantime`}
        live
        action={
          <span className={styles.tools}>
            <Button
              variant="default"
              onClick={() => {
                mapping.history.change(state.body);
                settle(state, true);
              }}
            >
              Load theirs
            </Button>
            <Button variant="default" onClick={() => settle(state, false)}>
              Keep mine
            </Button>
          </span>
        }
      >
        Saved <RelativeTime at={state.at} />. Yours is not saved, but still here; after loading theirs, undo brings it
        back.
      </Callout>
    </div>
  );
}
