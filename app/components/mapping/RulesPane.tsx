import { ActionIcon, SegmentedControl } from "@mantine/core";
import { IconBraces, IconPlus } from "@tabler/icons-react";
import { type RefObject, useMemo, useState } from "react";
import styles from "./editor.module.css";
import { JsonPane } from "./JsonPane";
import { PaneHead } from "./PaneHead";
import { linksAt, litRows } from "./paths";
import { RuleForm } from "./RuleForm";
import { RuleRow } from "./RuleRow";
import { moveRule, sourcesOf } from "./rules";
import listStyles from "./rules.module.css";
import { SearchRow } from "./SearchRow";
import { ruleWords } from "./transform-words";
import type { EditorFinding, EffectiveRule, Link, PlaceRow, Vocabulary } from "./types";
import type { Mapping } from "./use-mapping";

export type RulesView = "all" | "changed" | "findings";

interface Props {
  mapping: Mapping;
  vocabulary: Vocabulary;
  view: RulesView;
  onView: (view: RulesView) => void;
  query: string;
  onQuery: (query: string) => void;
  /** `/` puts the cursor here. */
  searchRef: RefObject<HTMLInputElement>;
}

const fits = ({ rule }: EffectiveRule, wanted: string) =>
  [rule.name, rule.to, rule.constant ?? "", ruleWords(rule), ...sourcesOf(rule)].some((text) =>
    text.toLowerCase().includes(wanted),
  );

function byRule(findings: readonly EditorFinding[]): Map<string, EditorFinding[]> {
  const found = new Map<string, EditorFinding[]>();
  for (const finding of findings) {
    if (finding.rule) found.set(finding.rule, [...(found.get(finding.rule) ?? []), finding]);
  }
  return found;
}

/** The middle pane: the rules in order, the chosen one open in place, or the whole template as JSON. */
export function RulesPane({ mapping, vocabulary, view, onView, query, onQuery, searchRef }: Props) {
  const [json, setJson] = useState(false);
  const { rules, changed, findings } = mapping;
  const found = useMemo(() => byRule(findings), [findings]);
  const wanted = query.trim().toLowerCase();
  const shown = rules.filter(
    (entry) =>
      (wanted === "" || fits(entry, wanted)) &&
      (view === "all" ||
        entry.rule.name === mapping.open ||
        (view === "changed" ? changed.has(entry.rule.name) : found.has(entry.rule.name))),
  );
  return (
    <section className={styles.pane} data-pane="rules" aria-label="Rules">
      <PaneHead title="Rules" facts={`${rules.length}, in order`}>
        <SegmentedControl
          aria-label="Which rules"
          value={view}
          onChange={(next) => onView(next as RulesView)}
          data={[
            { value: "all", label: "All" },
            { value: "changed", label: `Changed ${changed.size}` },
            { value: "findings", label: `Findings ${found.size}` },
          ]}
        />
        <ActionIcon
          size={28}
          aria-label="Show the template as JSON"
          aria-pressed={json}
          title="JSON"
          onClick={() => setJson(!json)}
        >
          <IconBraces size={15} stroke={1.7} />
        </ActionIcon>
        <ActionIcon size={28} aria-label="Add a rule" title="Add a rule" onClick={() => mapping.addRule()}>
          <IconPlus size={16} stroke={1.7} />
        </ActionIcon>
      </PaneHead>
      {json ? null : (
        <SearchRow
          label="Find a rule"
          placeholder="Find a rule by path, name or transform"
          value={query}
          inputRef={searchRef}
          onChange={onQuery}
        />
      )}
      <div className={styles.scroll} data-scroll>
        {json ? (
          <JsonPane body={mapping.body} onChange={(body) => mapping.history.change(body, "json")} />
        ) : (
          <RuleList mapping={mapping} vocabulary={vocabulary} shown={shown} found={found} />
        )}
      </div>
    </section>
  );
}

interface ListProps {
  mapping: Mapping;
  vocabulary: Vocabulary;
  shown: readonly EffectiveRule[];
  found: ReadonlyMap<string, EditorFinding[]>;
}

/** Value rows under these paths. */
function rowsAt(rows: readonly PlaceRow[], paths: readonly string[]): PlaceRow[] {
  const values = rows.filter(({ kind }) => kind === "value");
  const keys = litRows(
    new Set(paths),
    values.map(({ key }) => key),
  );
  return values.filter(({ key }) => keys.has(key));
}

/** The rule's links through what is lit, or all of them: a clicked field shows its own way through a repeated rule. */
function ownLinks({ links, spot }: Mapping, name: string): Link[] {
  const own = links.filter((link) => link.rule === name);
  const through = linksAt(spot, own);
  return through.length > 0 ? through : own;
}

function RuleList({ mapping, vocabulary, shown, found }: ListProps) {
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<string>();
  const drag = (name: string, phase: "start" | "over" | "drop" | "end") => {
    if (phase === "start") setDragged(name);
    else if (phase === "over") setOver(name);
    else {
      if (phase === "drop" && dragged) mapping.history.change(moveRule(mapping.body, mapping.flow, dragged, name));
      setDragged(undefined);
      setOver(undefined);
    }
  };
  return (
    <>
      {shown.length === 0 ? <p className={listStyles.empty}>No rule to show here.</p> : null}
      <ol className={listStyles.list} aria-label="Rules in order">
        {shown.map((entry) => {
          const { rule } = entry;
          const open = mapping.open === rule.name;
          const actions = mapping.actionsFor(rule);
          const own = open ? ownLinks(mapping, rule.name) : [];
          return (
            <RuleRow
              key={rule.name}
              entry={entry}
              prefix={vocabulary.scopes.find(({ value }) => value === rule.each)?.prefix ?? ""}
              inbound={mapping.inbound}
              lit={mapping.lit.rules.has(rule.name)}
              open={open}
              changed={mapping.changed.has(rule.name)}
              finding={found.get(rule.name)?.[0]}
              dropBefore={dragged !== undefined && over === rule.name}
              onOpen={() => mapping.openRule(open ? null : rule.name)}
              onFocus={() => mapping.setSpot({ pane: "rule", key: rule.name })}
              onStep={actions.move}
              onDrag={(phase) => drag(rule.name, phase)}
            >
              {open ? (
                <RuleForm
                  entry={entry}
                  flow={mapping.flow}
                  inbound={mapping.inbound}
                  vocabulary={vocabulary}
                  findings={found.get(rule.name) ?? []}
                  read={rowsAt(
                    mapping.sourceRows,
                    own.flatMap((link) => link.from),
                  )}
                  given={rowsAt(
                    mapping.targetRows,
                    own.flatMap((link) => link.to),
                  )}
                  actions={actions}
                />
              ) : null}
            </RuleRow>
          );
        })}
      </ol>
      {mapping.removed.length > 0 ? (
        <div className={listStyles.removed}>
          <h3>Left out of the base</h3>
          <ul>
            {mapping.removed.map((rule) => (
              <li key={rule.name}>
                <span className="gh-mono">{rule.name}</span>
                <button type="button" className={styles.linkButton} onClick={() => mapping.restore(rule.name)}>
                  Back to inherited
                </button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
