import { ActionIcon, NativeSelect } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { OptionField } from "./OptionField";
import styles from "./rule-form.module.css";
import { stepsOf, type TransformStep, transformSpec } from "./transform-words";
import type { TransformChoice } from "./types";

interface Props {
  value: unknown;
  transforms: readonly TransformChoice[];
  /** Names of the tables there are. */
  tables: readonly string[];
  onChange: (value: unknown) => void;
  onOpenTable: (name: string) => void;
}

/** How the value changes on the way: the first transform gives it its shape, the others change its text in turn. */
export function TransformFields({ value, transforms, tables, onChange, onOpenTable }: Props) {
  const steps = stepsOf(value);
  const about = (step: TransformStep | undefined) => transforms.find(({ name }) => name === (step?.name || "text"));
  const put = (next: readonly TransformStep[]) => onChange(transformSpec(next));
  const swap = (one: number, other: number) => {
    const next = [...steps];
    [next[one], next[other]] = [steps[other] as TransformStep, steps[one] as TransformStep];
    put(next);
  };
  // Only the first may give a shape, so a transform that does stays where it is.
  const canSwap = (one: number, other: number) =>
    [one, other].every((i) => i >= 0 && steps[i] !== undefined && !about(steps[i])?.shape);
  return (
    <fieldset className={styles.chain} data-many={steps.length > 1 || undefined}>
      <legend>{steps.length > 1 ? "Changed by, in turn" : "Changed by"}</legend>
      <ol className={styles.steps} data-many={steps.length > 1 || undefined}>
        {steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place in the list is what it is.
          <li key={i} className={styles.stack}>
            <div className={styles.source}>
              <NativeSelect
                aria-label={steps.length > 1 ? `Change ${i + 1}` : "Changed by"}
                value={step.name || "text"}
                data={transforms
                  .filter(({ shape, name }) => i === 0 || !shape || name === step.name)
                  .map(({ name, title }) => ({ value: name, label: title }))}
                onChange={(event) => {
                  const name = event.currentTarget.value;
                  put(steps.map((one, j) => (j === i ? { name, options: {} } : one)));
                }}
              />
              {canSwap(i - 1, i) ? (
                <ActionIcon size={28} aria-label={`Change ${i + 1} earlier`} onClick={() => swap(i - 1, i)}>
                  <IconArrowUp size={14} />
                </ActionIcon>
              ) : null}
              {canSwap(i, i + 1) ? (
                <ActionIcon size={28} aria-label={`Change ${i + 1} later`} onClick={() => swap(i, i + 1)}>
                  <IconArrowDown size={14} />
                </ActionIcon>
              ) : null}
              {steps.length > 1 ? (
                <ActionIcon
                  size={28}
                  aria-label={`Remove change ${i + 1}`}
                  onClick={() => put(steps.filter((_, j) => j !== i))}
                >
                  <IconX size={14} />
                </ActionIcon>
              ) : null}
            </div>
            {about(step) ? <p className={styles.help}>{about(step)?.description}</p> : null}
            {(about(step)?.options ?? []).map((option) => (
              <OptionField
                key={`${step.name} ${option.name}`}
                option={option}
                step={step}
                tables={tables}
                onOpenTable={onOpenTable}
                onChange={(next) =>
                  put(
                    steps.map((one, j) =>
                      j === i ? { ...one, options: { ...one.options, [option.name]: next } } : one,
                    ),
                  )
                }
              />
            ))}
          </li>
        ))}
      </ol>
      <button
        type="button"
        className={styles.more}
        onClick={() => put([...steps, { name: firstChange(transforms), options: {} }])}
      >
        <IconPlus size={12} aria-hidden /> then another change
      </button>
    </fieldset>
  );
}

/** A change that asks for no option, to begin with. */
const firstChange = (transforms: readonly TransformChoice[]) =>
  transforms.find(({ shape, options, table }) => !shape && !table && options.length === 0)?.name ?? "trim";
