import { Button } from "@mantine/core";
import styles from "./compendium.module.css";
import type { LoincLine } from "./types";

interface Props {
  suggestions: LoincLine[];
  onTake: (code: string) => void;
}

/** Terms a test without LOINC may stand for; one is put into its field. */
export function LoincSuggestions({ suggestions, onTake }: Props) {
  if (suggestions.length === 0) return null;
  return (
    <section className={styles.section} aria-label="LOINC terms by its name">
      <h2>It has no LOINC. By its name it may be</h2>
      <ul className={styles.suggestions}>
        {suggestions.map(({ code, name, parts, unit }) => (
          <li key={code}>
            <span className={styles.term}>
              <span>
                <span className="gh-mono">{code}</span> {name}
              </span>
              <span className="gh-dim">{[parts, unit].filter(Boolean).join(" · ")}</span>
            </span>
            <Button size="compact-xs" variant="default" onClick={() => onTake(code)}>
              Use {code}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
