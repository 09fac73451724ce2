import { useCallback, useMemo, useState } from "react";
import { draftChanges } from "./difference";
import { linksAt, litBy, litRows, type Spot } from "./paths";
import {
  addSample,
  deleteRule,
  effectiveRules,
  freeName,
  ignorePlace,
  putRule,
  removedRules,
  restoreRule,
  stepRule,
} from "./rules";
import type { EditorFinding, Flow, MappingEditorProps, RuleBody, SampleChoice, TemplateBody } from "./types";
import { useAutosave } from "./use-autosave";
import { useEvaluation } from "./use-evaluation";
import { useHistory } from "./use-history";

const kinds = { orders: "order", results: "result" } as const;

/** The first sample of a flow; without one, nothing is chosen. */
export function firstSample(body: TemplateBody, flow: Flow): SampleChoice {
  return { kind: "sample", index: body.samples.findIndex((sample) => sample.kind === kinds[flow]) };
}

const hasRules = (props: MappingEditorProps, flow: Flow) =>
  (props.base?.[flow].length ?? 0) + (props.body[flow]?.rules?.length ?? 0) > 0;

/** Everything the editor knows: the draft and its history, what is open and lit, and the outcome. */
export function useMapping(props: MappingEditorProps) {
  const { base, published } = props;
  const history = useHistory(props.body);
  const { value: body, change } = history;
  const flows = (["orders", "results"] as const).filter((one) => hasRules(props, one));
  const [flow, setFlowOnly] = useState<Flow>(flows[0] ?? "orders");
  const [sample, setSample] = useState<SampleChoice>(() => firstSample(props.body, flows[0] ?? "orders"));
  const [spot, setSpot] = useState<Spot>(null);
  const [open, setOpen] = useState<string | null>(null);
  const outcome = useEvaluation({ href: props.evaluateHref, body, edit: history.edit, flow, sample });
  const autosave = useAutosave({ href: props.draftHref, body, revision: props.revision, savedAt: props.savedAt });

  const rulesOf = useMemo(
    () => ({ orders: effectiveRules(body, base, "orders"), results: effectiveRules(body, base, "results") }),
    [body, base],
  );
  const rules = rulesOf[flow];
  const changes = useMemo(() => draftChanges(published ?? base, rulesOf), [published, base, rulesOf]);
  const changed = useMemo(
    () => new Set(changes.filter((one) => one.flow === flow && one.kind !== "removed").map((one) => one.name)),
    [changes, flow],
  );

  const { evaluation } = outcome;
  const findings = outcome.broken.length > 0 ? outcome.broken : (evaluation?.findings ?? noFindings);
  const links = evaluation?.links ?? noLinks;
  const lit = useMemo(() => litBy(spot, links), [spot, links]);
  const sourceRows = evaluation?.source.rows ?? noRows;
  const targetRows = useMemo(() => [...(evaluation?.target?.rows ?? []), ...(evaluation?.missing ?? [])], [evaluation]);
  const litSource = useMemo(() => litRows(lit.source, valueKeys(sourceRows)), [lit, sourceRows]);
  const litTarget = useMemo(() => litRows(lit.target, valueKeys(targetRows)), [lit, targetRows]);

  const openRule = useCallback((name: string | null) => {
    setOpen(name);
    setSpot(name === null ? null : { pane: "rule", key: name });
  }, []);
  const select = useCallback(
    (pane: "source" | "target", key: string) => {
      const next: Spot = { pane, key };
      setSpot(next);
      const rule = linksAt(next, links)[0]?.rule;
      setOpen(rule ?? null);
    },
    [links],
  );
  const setFlow = (next: Flow) => {
    setFlowOnly(next);
    setSample(firstSample(body, next));
    openRule(null);
  };
  const addRule = (given?: RuleBody) => {
    const rule = given ?? { name: "new-rule", to: "" };
    const name = freeName(rule.name, rules);
    change(putRule(body, flow, name, { ...rule, name }));
    openRule(name);
  };
  const goTo = (finding: EditorFinding) => {
    if (finding.rule && rules.some(({ rule }) => rule.name === finding.rule)) openRule(finding.rule);
    else if (finding.path) select("source", finding.path);
  };
  const actionsFor = (rule: RuleBody) => ({
    change: (next: RuleBody, part: string) =>
      change(putRule(body, flow, rule.name, next), `${flow} ${rule.name} ${part}`),
    rename(wanted: string) {
      const name = freeName(wanted, rules);
      change(putRule(body, flow, rule.name, { ...rule, name }));
      openRule(name);
    },
    duplicate: () => addRule(rule),
    remove() {
      change(deleteRule(body, base, flow, rule.name));
      openRule(null);
    },
    restore: () => change(restoreRule(body, flow, rule.name)),
    move: (step: -1 | 1) => change(stepRule(body, flow, rule.name, step, rules)),
  });

  return {
    body,
    history,
    flow,
    flows,
    setFlow,
    inbound: (props.side === "emr") === (flow === "orders"),
    sample,
    setSample,
    outcome,
    autosave,
    rules,
    removed: useMemo(() => removedRules(body, base, flow), [body, base, flow]),
    changes,
    changed,
    rulesOf,
    findings,
    links,
    sourceRows,
    targetRows,
    spot,
    setSpot,
    lit: { source: litSource, rules: lit.rules, target: litTarget },
    open,
    openRule,
    select,
    addRule,
    goTo,
    actionsFor,
    restore: (name: string) => change(restoreRule(body, flow, name)),
    ignore: (path: string) => change(ignorePlace(body, flow, path)),
    keepSample(name: string, message: string) {
      change(addSample(body, name, flow, message));
      setSample({ kind: "sample", index: body.samples.length });
    },
  };
}

export type Mapping = ReturnType<typeof useMapping>;

const noFindings: EditorFinding[] = [];
const noLinks: [] = [];
const noRows: [] = [];
const valueKeys = (rows: readonly { key: string; kind: string }[]) =>
  rows.filter(({ kind }) => kind === "value").map(({ key }) => key);
