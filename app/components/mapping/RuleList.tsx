import { useState } from "react";
import styles from "./editor.module.css";
import { bodyPaths, linksAt, litRows } from "./paths";
import { RuleForm } from "./RuleForm";
import { RuleRow } from "./RuleRow";
import { moveRule } from "./rules";
import listStyles from "./rules.module.css";
import type { EditorFinding, EffectiveRule, Link, PlaceRow, Vocabulary } from "./types";
import type { Mapping } from "./use-mapping";

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

/** Places of the open JSON body, as a rule of this scope names them. */
const placesFor = ({ inbound, sourceRows, targetRows, whole, flow }: Mapping, { scopes }: Vocabulary, each?: string) =>
  bodyPaths(inbound ? sourceRows : targetRows, each, scopes, whole.maps[flow].lists);

/** The rules in the order they run, the chosen one open in place; those taken out of the base at the end. */
export function RuleList({ mapping, vocabulary, shown, found }: ListProps) {
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
                  bodyPaths={mapping.json ? placesFor(mapping, vocabulary, rule.each) : undefined}
                  tables={mapping.tables.map(({ name }) => name)}
                  onOpenTable={mapping.openTable}
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
