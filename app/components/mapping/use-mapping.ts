import { useCallback, useMemo, useState } from "react";
import { templateChanges, wholeDraft } from "./difference";
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
import { effectiveTables } from "./tables";
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

/** The panes; where there is room for one only, one is shown. */
export type PaneName = "source" | "rules" | "target";

/** What the middle pane shows. */
export type MiddleView = "rules" | "tables" | "json";

/** Text of the JSON view that is no template. It is kept while the template it was typed over stays as it is. */
export interface UnreadText {
  over: TemplateBody;
  text: string;
  problem: string;
}

/** Everything the editor knows: the draft and its history, what is open and lit, and the outcome. */
export function useMapping(props: MappingEditorProps) {
  const { base, published, vocabulary } = props;
  const history = useHistory(props.body);
  const { value: body, change } = history;
  const flows = (["orders", "results"] as const).filter((one) => hasRules(props, one));
  const [flow, setFlowOnly] = useState<Flow>(flows[0] ?? "orders");
  const [sample, setSample] = useState<SampleChoice>(() => firstSample(props.body, flows[0] ?? "orders"));
  const [spot, setSpot] = useState<Spot>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [pane, setPane] = useState<PaneName>("rules");
  const [middle, setMiddle] = useState<MiddleView>("rules");
  const [table, setTable] = useState<{ name: string; code: string } | null>(null);
  const [typed, setTyped] = useState<UnreadText | null>(null);
  const unread = typed?.over === body ? typed : null;
  const outcome = useEvaluation({ href: props.evaluateHref, body, edit: history.edit, flow, sample });
  const autosave = useAutosave({ href: props.draftHref, body, revision: props.revision, savedAt: props.savedAt });

  const rulesOf = useMemo(
    () => ({ orders: effectiveRules(body, base, "orders"), results: effectiveRules(body, base, "results") }),
    [body, base],
  );
  const rules = rulesOf[flow];
  const whole = useMemo(() => wholeDraft(body, base, rulesOf), [body, base, rulesOf]);
  const changes = useMemo(() => templateChanges(published ?? base, whole), [published, base, whole]);
  const changed = useMemo(() => {
    const here = changes.filter(({ area, about, kind }) => area === flow && about === "rule" && kind !== "removed");
    return new Set(here.map(({ name }) => name));
  }, [changes, flow]);

  const { evaluation } = outcome;
  const problem = unread?.problem;
  const findings = useMemo(() => {
    if (problem !== undefined) return [unreadFinding(problem)];
    return outcome.broken.length > 0 ? outcome.broken : (evaluation?.findings ?? noFindings);
  }, [problem, outcome.broken, evaluation]);
  const links = evaluation?.links ?? noLinks;
  const lit = useMemo(() => litBy(spot, links), [spot, links]);
  const sourceRows = evaluation?.source.rows ?? noRows;
  const targetRows = useMemo(() => [...(evaluation?.target?.rows ?? []), ...(evaluation?.missing ?? [])], [evaluation]);
  const litSource = useMemo(() => litRows(lit.source, valueKeys(sourceRows)), [lit, sourceRows]);
  const litTarget = useMemo(() => litRows(lit.target, valueKeys(targetRows)), [lit, targetRows]);

  const misses = evaluation?.misses ?? noMisses;
  const tables = useMemo(
    () => effectiveTables({ body, base, vocabulary, rulesOf, misses }),
    [body, base, vocabulary, rulesOf, misses],
  );

  const openRule = useCallback((name: string | null) => {
    if (name !== null) {
      setMiddle("rules");
      setPane("rules");
    }
    setOpen(name);
    setSpot(name === null ? null : { pane: "rule", key: name });
  }, []);
  const select = useCallback(
    (pane: "source" | "target", key: string) => {
      const next: Spot = { pane, key };
      setSpot(next);
      const rule = linksAt(next, links)[0]?.rule;
      setOpen(rule ?? null);
      if (rule !== undefined) setMiddle((now) => (now === "tables" ? "rules" : now));
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
  const openTable = (name: string | null, code = "") => {
    if (name !== null) {
      setMiddle("tables");
      setPane("rules");
    }
    setTable(name === null ? null : { name, code });
  };
  const goTo = (finding: EditorFinding) => {
    const miss = misses.find(({ table: name, path }) => name === finding.table && path === finding.path);
    if (finding.key === unreadKey) {
      setMiddle("json");
      setPane("rules");
    } else if (finding.table) openTable(finding.table, miss?.code);
    else if (finding.rule && rules.some(({ rule }) => rule.name === finding.rule)) openRule(finding.rule);
    else if (finding.path) {
      select("source", finding.path);
      setPane("source");
    }
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
    /** Its messages are JSON bodies. */
    json: props.format === "json",
    inbound: (props.side === "emr") === (flow === "orders"),
    sample,
    setSample,
    outcome,
    /** Text of the JSON view that is no template yet. */
    unread,
    setUnread: setTyped,
    /** The outcome is of the last template that could run, not of what is there now. */
    stale: unread !== null || outcome.broken.length > 0,
    pane,
    setPane,
    middle,
    setMiddle,
    vocabulary,
    tables,
    table,
    openTable,
    autosave,
    rules,
    removed: useMemo(() => removedRules(body, base, flow), [body, base, flow]),
    changed,
    whole,
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
    changeRule: (to: Flow, rule: RuleBody, part: string) =>
      change(putRule(body, to, rule.name, rule), `${to} ${rule.name} ${part}`),
    changeTables: (next: TemplateBody, part: string) => change(next, `table ${part}`),
    restore: (name: string) => change(restoreRule(body, flow, name)),
    ignore: (path: string) => change(ignorePlace(body, flow, path)),
    keepSample(name: string, message: string) {
      change(addSample(body, name, flow, message));
      setSample({ kind: "sample", index: body.samples.length });
    },
  };
}

const unreadKey = "json";
const unreadFinding = (problem: string): EditorFinding => ({
  key: unreadKey,
  tone: "stop",
  word: "JSON",
  path: "",
  message: problem,
});

export type Mapping = ReturnType<typeof useMapping>;

const noFindings: EditorFinding[] = [];
const noMisses: [] = [];
const noLinks: [] = [];
const noRows: [] = [];
const valueKeys = (rows: readonly { key: string; kind: string }[]) =>
  rows.filter(({ kind }) => kind === "value").map(({ key }) => key);
