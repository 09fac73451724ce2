import { ActionIcon, Checkbox } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { PathInput } from "./PathInput";
import styles from "./rule-form.module.css";
import { sourcesOf } from "./rules";
import type { PathChoice, RuleBody, Vocabulary } from "./types";

interface Props {
  rule: RuleBody;
  choices: readonly PathChoice[];
  types: Vocabulary["hl7Types"] | undefined;
  /** What the rule reads is a list, so that the lists of several places can be taken together. */
  list: boolean;
  onChange: (part: "from" | "all", value: unknown) => void;
}

/** The places a rule reads. A cleared place goes; a new one is part of the rule once something is typed. */
export function SourceFields({ rule, choices, types, list, onChange }: Props) {
  const [further, setFurther] = useState(false);
  const sources = sourcesOf(rule);
  const shown = further || sources.length === 0 ? [...sources, ""] : sources;
  const put = (at: number, path: string) => {
    if (at === sources.length) setFurther(false);
    onChange("from", shown.map((one, i) => (i === at ? path : one)).filter(Boolean));
  };
  return (
    <fieldset className={styles.chain}>
      <legend>
        {shown.length < 2 ? "From" : rule.all ? "From, all of them together" : "From, the first with a value"}
      </legend>
      {shown.map((path, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place in the list is what it is.
        <div key={i} className={styles.source}>
          <PathInput
            label={`From, place ${i + 1}`}
            hideLabel
            value={path}
            choices={choices}
            types={types}
            onChange={(next) => put(i, next)}
          />
          {sources.length > 1 && path !== "" ? (
            <ActionIcon size={28} aria-label={`Remove ${path}`} onClick={() => put(i, "")}>
              <IconX size={14} />
            </ActionIcon>
          ) : null}
        </div>
      ))}
      {further || sources.length === 0 ? null : (
        <button type="button" className={styles.more} onClick={() => setFurther(true)}>
          <IconPlus size={12} aria-hidden /> another place
        </button>
      )}
      {rule.all || (list && sources.length > 1) ? (
        <Checkbox
          size="xs"
          className={styles.below ?? ""}
          label="Take the lists of all places together"
          checked={rule.all ?? false}
          onChange={(event) => onChange("all", event.currentTarget.checked)}
        />
      ) : null}
    </fieldset>
  );
}
