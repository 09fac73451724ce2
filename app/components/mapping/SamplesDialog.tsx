import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { ToneBadge } from "../state/StateBadge";
import styles from "./dialogs.module.css";
import { postJson } from "./post";
import type { SampleRun, SamplesAnswer, TemplateBody } from "./types";

interface Props {
  href: string;
  body: TemplateBody;
  edit: number;
  opened: boolean;
  onClose: () => void;
  /** Opens a sample in the panes. */
  onPick: (name: string) => void;
}

type State =
  | { kind: "running" }
  | { kind: "ran"; runs: SampleRun[]; skipped: number }
  | { kind: "failed"; message: string };

function stateOf(answer: Awaited<ReturnType<typeof postJson<SamplesAnswer>>>): State {
  if (answer.kind === "failed") return answer;
  if (answer.value.kind === "ran") return answer.value;
  return { kind: "failed", message: answer.value.findings[0]?.message ?? "The template cannot run." };
}

/** Every sample of the template through the draft as it stands. */
export function SamplesDialog({ href, body, edit, opened, onClose, onPick }: Props) {
  const [state, setState] = useState<State>({ kind: "running" });
  useEffect(() => {
    if (!opened) return;
    const stop = new AbortController();
    setState({ kind: "running" });
    void postJson<SamplesAnswer>(href, { intent: "samples", edit, body }, stop.signal).then((answer) =>
      setState(stateOf(answer)),
    );
    return () => stop.abort();
  }, [opened, href, body, edit]);
  const passed = state.kind === "ran" ? state.runs.filter(({ ok }) => ok).length : 0;
  return (
    <Modal opened={opened} onClose={onClose} title="Samples" size={820}>
      <p className={styles.lead} role="status">
        {state.kind === "running"
          ? "Running…"
          : state.kind === "failed"
            ? state.message
            : `${passed} of ${state.runs.length} fit.${state.skipped > 0 ? ` ${state.skipped} were not run, as it took too long.` : ""}`}
      </p>
      {state.kind === "ran" ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys too.
        <section className={styles.scroll} tabIndex={0} aria-label="Samples and how they did">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Sample</th>
                <th scope="col">Outcome</th>
                <th scope="col">Required</th>
                <th scope="col">Not used</th>
                <th scope="col">Findings</th>
              </tr>
            </thead>
            <tbody>
              {state.runs.map((run) => (
                <tr key={run.name}>
                  <th scope="row">
                    <button type="button" className={styles.pick} onClick={() => onPick(run.name)}>
                      {run.name}
                    </button>
                    <span className="gh-dim"> {run.kind}</span>
                  </th>
                  <td>
                    <ToneBadge tone={run.ok ? "good" : "stop"} plain>
                      {run.ok ? "Fits" : "Does not fit"}
                    </ToneBadge>
                  </td>
                  <td className="gh-num">{run.required}</td>
                  <td className="gh-num">{run.unmapped}</td>
                  <td>{run.findings.join(" ") || <span className="gh-dim">None</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </Modal>
  );
}
