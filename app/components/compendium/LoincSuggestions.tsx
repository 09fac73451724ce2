import { Button } from "@mantine/core";
import styles from "./compendium.module.css";
import type { LoincLine } from "./types";

/** Terms a test without LOINC may stand for; one is taken into the draft with all else that is typed in the form. */
export function LoincSuggestions({ suggestions }: { suggestions: LoincLine[] }) {
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
            <Button type="submit" name="takeLoinc" value={code} size="compact-xs" variant="default">
              Take {code} into the draft
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
