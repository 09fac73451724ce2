import { Link } from "@remix-run/react";
import { ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import { RelativeTime } from "../Time";
import styles from "./scenarios.module.css";

export interface ScenarioView {
  key: string;
  title: string;
  required: boolean;
  state: "waiting" | "passed" | "failed";
  /** What the person at the far end does now; null when nothing is asked of them. */
  person: string | null;
  /** Since when something of it was seen. */
  since: string | null;
  checks: { text: string; state: "met" | "open" | "broken"; seen: string }[];
  messages: { id: string; title: string; href: string; stopped: boolean; hops: { word: string; ok: boolean }[] }[];
  /** A simulator can play it. */
  playable: boolean;
  /** How it did in the run before, where that was otherwise. */
  before?: "waiting" | "passed" | "failed" | "new";
}

const looks: Record<ScenarioView["state"], { tone: Tone; word: string }> = {
  waiting: { tone: "work", word: "Waiting" },
  passed: { tone: "good", word: "Passed" },
  failed: { tone: "stop", word: "Failed" },
};
const checkLooks: Record<ScenarioView["checks"][number]["state"], { tone: Tone; word: string }> = {
  met: { tone: "good", word: "seen" },
  open: { tone: "off", word: "not yet" },
  broken: { tone: "stop", word: "went wrong" },
};
const beforeWords = {
  waiting: "did not pass in the run before",
  failed: "did not pass in the run before",
  passed: "passed in the run before",
  new: "was not in the run before",
};

/** The scenarios of a run: what each expects, what was seen of it, and its messages hop by hop. */
export function ScenarioList({ scenarios, open }: { scenarios: ScenarioView[]; open?: boolean }) {
  return (
    <ol className={styles.list}>
      {scenarios.map((one) => (
        <li key={one.key} data-state={one.state}>
          <details open={open || one.state === "failed" || undefined}>
            <summary>
              <ToneBadge tone={looks[one.state].tone}>{looks[one.state].word}</ToneBadge>
              <strong>{one.title}</strong>
              <span className="gh-dim">
                {one.required ? "required" : "optional"}
                {one.before ? `, ${beforeWords[one.before]}` : ""}
                {one.since ? (
                  <>
                    , <RelativeTime at={one.since} />
                  </>
                ) : null}
              </span>
            </summary>
            {one.person ? <p className={styles.person}>{one.person}</p> : null}
            <ul className={styles.checks}>
              {one.checks.map((check) => (
                <li key={check.text}>
                  <ToneIcon tone={checkLooks[check.state].tone} size={14} />
                  <span>
                    {check.text} <span className="gh-vh">({checkLooks[check.state].word})</span>
                    <span className={styles.seen}>{check.seen}</span>
                  </span>
                </li>
              ))}
            </ul>
            {one.messages.map((message) => (
              <p key={message.id} className={styles.message}>
                <Link to={message.href} className="gh-link">
                  {message.title}
                </Link>
                <span className={styles.hops}>
                  {message.hops.map((hop, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a hop has no identity but its place on the way.
                    <span key={i} data-ok={hop.ok || undefined}>
                      {hop.word}
                    </span>
                  ))}
                </span>
              </p>
            ))}
          </details>
        </li>
      ))}
    </ol>
  );
}
