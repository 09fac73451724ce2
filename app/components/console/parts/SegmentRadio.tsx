import { useField } from "../../forms/context";
import styles from "./parts.module.css";

interface Props {
  name: string;
  legend: string;
  options: { value: string; label: string }[];
  onChange?: (value: string) => void;
}

/** One of two or three: real radio buttons drawn as one segmented control. */
export function SegmentRadio({ name, legend, options, onChange }: Props) {
  const field = useField(name);
  const errorId = `${field.id}-error`;
  return (
    <fieldset
      className={styles.segments}
      id={field.id}
      tabIndex={-1}
      {...(field.error ? { "aria-describedby": errorId } : {})}
    >
      <legend>{legend}</legend>
      <div className={styles.segmentRow}>
        {options.map((option) => (
          <label key={option.value} className={styles.segment}>
            <input
              type="radio"
              name={name}
              value={option.value}
              defaultChecked={field.text === option.value}
              {...(onChange ? { onChange: () => onChange(option.value) } : {})}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {field.error ? (
        <p className={styles.error} id={errorId}>
          {field.error}
        </p>
      ) : null}
    </fieldset>
  );
}
