import { ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./findings.module.css";
import type { EditorFinding, UnmappedPlace } from "./types";
import type { Mapping } from "./use-mapping";

/** The foot of the editor: what stops publishing, what to look at, what goes nowhere; each with one thing to do. */
export function FindingsStrip({ mapping }: { mapping: Mapping }) {
  const { findings, outcome } = mapping;
  const count = (tone: EditorFinding["tone"]) => findings.filter((finding) => finding.tone === tone).length;
  const [stops, looks] = [count("stop"), count("warn")];
  // A message that was pasted or stored is not run when the draft is published; the template's own samples are.
  const what = mapping.stale || mapping.sample.kind === "sample" ? "publishing" : "this message";
  const unused = outcome.evaluation?.unmapped.length ?? 0;
  return (
    <section className={styles.strip} aria-label="Findings">
      <header className={styles.head}>
        <h2>Findings</h2>
        <span className={styles.counts} role="status">
          {stops > 0 ? (
            <ToneBadge tone="stop" plain>{`${stops} ${stops === 1 ? "stops" : "stop"} ${what}`}</ToneBadge>
          ) : null}
          {looks > 0 ? <ToneBadge tone="warn" plain>{`${looks} to look at`}</ToneBadge> : null}
          {stops + looks === 0 && outcome.evaluation && !mapping.stale ? (
            <ToneBadge tone="good" plain>
              Nothing stops this message
            </ToneBadge>
          ) : null}
          {unused > 0 ? (
            <span className="gh-dim">
              {unused} source {unused === 1 ? "field" : "fields"} not used
            </span>
          ) : null}
        </span>
        <span className={styles.keys} aria-hidden="true">
          <kbd>F8</kbd> next <kbd>⌘ ↵</kbd> run <kbd>j</kbd> <kbd>k</kbd> rules <kbd>/</kbd> search
        </span>
      </header>
      {findings.length + unused > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys.
        <section className={styles.rows} tabIndex={0} aria-label="List of findings">
          <FindingRows mapping={mapping} />
        </section>
      ) : null}
    </section>
  );
}

/** Findings by weight, then the fields nobody reads. `stacked` where there is little room. */
export function FindingRows({ mapping, stacked = false }: { mapping: Mapping; stacked?: boolean }) {
  const { findings, outcome } = mapping;
  const sorted = [...findings].sort((a, b) => Number(a.tone === "warn") - Number(b.tone === "warn"));
  const unmapped = outcome.evaluation?.unmapped ?? [];
  if (sorted.length + unmapped.length === 0) {
    return (
      <p className={styles.none}>Nothing found. Every field that carries data is read, or left behind on purpose.</p>
    );
  }
  return (
    <ul className={styles.list} data-stacked={stacked || undefined}>
      {sorted.map((finding) => (
        <li key={finding.key} className={styles.row}>
          <span className={styles.tone} data-tone={finding.tone}>
            <ToneIcon tone={finding.tone} size={14} /> {finding.word}
          </span>
          <span className={`gh-mono ${styles.path}`}>{finding.path || finding.rule}</span>
          <span className={styles.message}>{finding.message}</span>
          {wayWords(finding) ? (
            <button type="button" className={styles.action} onClick={() => mapping.goTo(finding)}>
              {wayWords(finding)}
            </button>
          ) : null}
        </li>
      ))}
      {unmapped.map((place) => (
        <Unmapped key={place.path} mapping={mapping} place={place} />
      ))}
    </ul>
  );
}

/** What the button of a finding says; some lead nowhere. */
function wayWords({ key, table, rule, path }: EditorFinding): string | undefined {
  if (key === "json") return "Show the text";
  if (table) return "Add to the table";
  if (rule) return "Go to the rule";
  return path ? "Show the field" : undefined;
}

function Unmapped({ mapping, place }: { mapping: Mapping; place: UnmappedPlace }) {
  const { rule, suggested } = place;
  // An HL7 field is left behind as a whole, a place of a JSON body as it is.
  const field = mapping.json ? place.path : place.path.replace(/[.[].*$/, "");
  return (
    <li className={styles.row}>
      <span className={styles.tone} data-tone="off">
        <span className={styles.hollow} aria-hidden /> Not used
      </span>
      <span className={`gh-mono ${styles.path}`}>{place.path}</span>
      <span className={styles.message}>
        {place.name || "A field"} carries data and no rule reads it.
        {suggested ? (
          <>
            {" "}
            It fits <span className="gh-mono">{rule.to}</span>.
          </>
        ) : null}
      </span>
      <span className={styles.actions}>
        {mapping.inbound ? (
          <button type="button" className={styles.quiet} onClick={() => mapping.ignore(field)}>
            Leave behind
          </button>
        ) : null}
        <button type="button" className={styles.action} onClick={() => mapping.addRule(rule)}>
          {suggested ? "Add the suggested rule" : "Write a rule"}
        </button>
      </span>
    </li>
  );
}
