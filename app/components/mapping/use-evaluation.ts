import { useEffect, useRef, useState } from "react";
import { postJson } from "./post";
import type { EditorFinding, EvaluateAnswer, Evaluation, Flow, SampleChoice, TemplateBody } from "./types";

interface Question {
  href: string;
  body: TemplateBody;
  edit: number;
  flow: Flow;
  sample: SampleChoice;
}

interface Seen {
  /** The last outcome there was; it stays while the template is broken. */
  evaluation: Evaluation | null;
  /** Why there is no newer one. */
  broken: EditorFinding[];
  /** The edit the answer is about; -1 before the first. */
  edit: number;
}

const restMs = 200;

/** The outcome of the draft on the chosen sample, asked from the server once typing rests. Late answers are dropped. */
export function useEvaluation({ href, body, edit, flow, sample }: Question): Seen & { pending: boolean } {
  const [seen, setSeen] = useState<Seen>({ evaluation: null, broken: [], edit: -1 });
  const [pending, setPending] = useState(true);
  const asked = useRef(0);
  useEffect(() => {
    asked.current += 1;
    const question = asked.current;
    const stop = new AbortController();
    setPending(true);
    const timer = setTimeout(
      async () => {
        const answer = await postJson<EvaluateAnswer>(
          href,
          { intent: "evaluate", edit, body, flow, sample },
          stop.signal,
        );
        if (question !== asked.current) return;
        setPending(false);
        if (answer.kind === "failed") {
          setSeen((before) => ({ ...before, broken: [unreachable(answer.message)] }));
        } else if (answer.value.edit === edit) {
          setSeen((before) => merge(before, answer.value, flow));
        }
      },
      question === 1 ? 0 : restMs,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [href, body, edit, flow, sample]);
  return { ...seen, pending };
}

function merge(before: Seen, answer: EvaluateAnswer, flow: Flow): Seen {
  if (answer.kind === "evaluated") return { evaluation: answer.evaluation, broken: [], edit: answer.edit };
  const kept = before.evaluation?.flow === flow ? before.evaluation : null;
  return { evaluation: kept, broken: answer.findings, edit: answer.edit };
}

const unreachable = (message: string): EditorFinding => ({
  key: "unreachable",
  tone: "warn",
  word: "Waiting",
  path: "",
  message,
});
