import { NativeSelect, TextInput } from "@mantine/core";
import editorStyles from "./editor.module.css";
import { type TableUse, withStepOption } from "./tables";
import styles from "./tables.module.css";
import { missWords, stepsOf } from "./transform-words";
import type { RuleBody } from "./types";
import type { Mapping } from "./use-mapping";

/** The rules that look codes up in a table, and what each does with a code that is not listed. */
export function TableUses({ uses, mapping }: { uses: readonly TableUse[]; mapping: Mapping }) {
  if (uses.length === 0) {
    return <p className={styles.none}>No rule uses this table. A rule does by the change “Value table”.</p>;
  }
  return (
    <section className={styles.uses} aria-label="Rules that use this table">
      <h3>A code that is not listed</h3>
      <ul>
        {uses.map((use) => (
          <Use key={`${use.flow} ${use.rule.name} ${use.step}`} use={use} mapping={mapping} />
        ))}
      </ul>
    </section>
  );
}

function Use({ use, mapping }: { use: TableUse; mapping: Mapping }) {
  const { flow, rule, step } = use;
  const transform = stepsOf(rule.transform)[step];
  const policy = mapping.vocabulary.transforms
    .find(({ name }) => name === transform?.name)
    ?.options.find(({ name }) => name === "onMiss");
  const usual = policy?.default ?? "";
  const chosen = typeof transform?.options.onMiss === "string" ? transform.options.onMiss : usual;
  const otherwise = transform?.options.otherwise;
  const put = (next: RuleBody) => mapping.changeRule(flow, next, "transform");
  return (
    <li>
      <button
        type="button"
        className={`gh-mono ${editorStyles.linkButton}`}
        onClick={() => {
          if (flow !== mapping.flow) mapping.setFlow(flow);
          mapping.openRule(rule.name);
        }}
      >
        {rule.name}
      </button>
      {mapping.flows.length > 1 ? <span className="gh-dim">{flow}</span> : null}
      {policy ? (
        <NativeSelect
          aria-label={`A code that is not listed, in ${rule.name}`}
          value={chosen}
          data={(policy.choices ?? []).map((one) => ({ value: one, label: missWords[one] ?? one }))}
          onChange={(event) => {
            const next = event.currentTarget.value;
            put(withStepOption(use, "onMiss", next === usual ? undefined : next));
          }}
        />
      ) : (
        <span className="gh-dim">{missWords.keep}</span>
      )}
      {chosen === "default" ? (
        <TextInput
          aria-label={`The other value, in ${rule.name}`}
          value={typeof otherwise === "string" ? otherwise : ""}
          error={otherwise === undefined ? "Which value?" : undefined}
          onChange={(event) => put(withStepOption(use, "otherwise", event.currentTarget.value || undefined))}
        />
      ) : null}
    </li>
  );
}
