import { ActionIcon, SegmentedControl, Tabs } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type RefObject, useMemo } from "react";
import styles from "./editor.module.css";
import { JsonPane } from "./JsonPane";
import { RuleList } from "./RuleList";
import { sourcesOf } from "./rules";
import { SearchRow } from "./SearchRow";
import { TableList } from "./TableList";
import { ruleWords } from "./transform-words";
import type { EditorFinding, EffectiveRule, Vocabulary } from "./types";
import type { Mapping, MiddleView } from "./use-mapping";

export type RulesView = "all" | "changed" | "findings";

interface Props {
  mapping: Mapping;
  vocabulary: Vocabulary;
  tablesHref: string;
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

/** The middle pane: what the template says, as rules in order, as code tables, or as JSON. */
export function MiddlePane(props: Props) {
  const { mapping, tablesHref } = props;
  const { rules, tables, middle } = mapping;
  const used = tables.filter(({ uses, rows }) => uses.length + rows.length > 0).length;
  return (
    <section className={styles.pane} data-pane="rules" aria-label={middleNames[middle]}>
      <Tabs
        value={middle}
        onChange={(next) => mapping.setMiddle(next as MiddleView)}
        className={styles.tabs ?? ""}
        keepMounted={false}
      >
        <header className={styles.middleHead}>
          <Tabs.List>
            <Tabs.Tab value="rules">
              Rules <span className={styles.count}>{rules.length}</span>
            </Tabs.Tab>
            <Tabs.Tab value="tables">
              Code tables <span className={styles.count}>{used}</span>
            </Tabs.Tab>
            <Tabs.Tab value="json">JSON</Tabs.Tab>
          </Tabs.List>
          {middle === "rules" ? (
            <ActionIcon
              ml="auto"
              size={28}
              aria-label="Add a rule"
              title="Add a rule"
              onClick={() => mapping.addRule()}
            >
              <IconPlus size={16} stroke={1.7} />
            </ActionIcon>
          ) : null}
        </header>
        <Tabs.Panel value="rules" className={styles.panel ?? ""}>
          <Rules {...props} />
        </Tabs.Panel>
        <Tabs.Panel value="tables" className={styles.panel ?? ""}>
          <TableList mapping={mapping} tablesHref={tablesHref} />
        </Tabs.Panel>
        <Tabs.Panel value="json" className={styles.panel ?? ""}>
          <div className={styles.scroll} data-scroll>
            <JsonPane
              body={mapping.body}
              unread={mapping.unread}
              onUnread={mapping.setUnread}
              onChange={(body) => mapping.history.change(body, "json")}
            />
          </div>
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

const middleNames: Record<MiddleView, string> = { rules: "Rules", tables: "Code tables", json: "Template as JSON" };

function Rules({ mapping, vocabulary, view, onView, query, onQuery, searchRef }: Props) {
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
    <>
      <SearchRow label="Find a rule" placeholder="Find a rule" value={query} inputRef={searchRef} onChange={onQuery}>
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
      </SearchRow>
      <div className={styles.scroll} data-scroll>
        <RuleList mapping={mapping} vocabulary={vocabulary} shown={shown} found={found} />
      </div>
    </>
  );
}
