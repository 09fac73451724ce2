import { IconGripVertical } from "@tabler/icons-react";
import type { DragEvent, KeyboardEvent, ReactNode } from "react";
import { ToneIcon } from "../state/ToneIcon";
import { sourcesOf } from "./rules";
import styles from "./rules.module.css";
import { ruleWords } from "./transform-words";
import type { EditorFinding, EffectiveRule } from "./types";

interface Props {
  entry: EffectiveRule;
  /** Path in front of its contract path: `tests[].`. */
  prefix: string;
  inbound: boolean;
  lit: boolean;
  open: boolean;
  changed: boolean;
  finding: EditorFinding | undefined;
  dropBefore: boolean;
  onOpen: () => void;
  onFocus: () => void;
  onStep: (step: -1 | 1) => void;
  onDrag: (phase: "start" | "over" | "drop" | "end") => void;
  children: ReactNode;
}

const originWords = { own: "", inherited: ", inherited", override: ", replaces the inherited one" };

function Sides({ entry: { rule }, prefix, inbound }: Pick<Props, "entry" | "prefix" | "inbound">) {
  const whole = (path: string) => (path.startsWith("/") ? path.slice(1) : path.startsWith("$") ? path : prefix + path);
  const from =
    rule.constant !== undefined
      ? `"${rule.constant}"`
      : sourcesOf(rule)
          .map((path) => (inbound ? path : whole(path)))
          .join(", ") || "nothing yet";
  const to = inbound ? whole(rule.to) : rule.to;
  return (
    <span className={styles.sides}>
      <span className={styles.from} title={from}>
        {from}
      </span>
      <span className={styles.toWord}>to</span>
      <span className={styles.to} title={to}>
        {to || "nowhere yet"}
      </span>
    </span>
  );
}

/** One rule: closed a line of from, to and what happens on the way; open a form under that line. */
export function RuleRow(props: Props) {
  const { entry, lit, open, changed, finding, dropBefore, onOpen, onFocus, onStep, onDrag, children } = props;
  const { rule, origin, number } = entry;
  const own = origin === "own";
  const press = (event: KeyboardEvent) => {
    const step = event.altKey ? ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key] : undefined;
    if (!step) return;
    event.preventDefault();
    onStep(step);
  };
  const drag = (phase: Parameters<Props["onDrag"]>[0]) => (event: DragEvent) => {
    if (phase === "over" || phase === "drop") event.preventDefault();
    if (phase === "start") event.dataTransfer.effectAllowed = "move";
    onDrag(phase);
  };
  return (
    <li
      className={styles.rule}
      data-open={open || undefined}
      data-origin={origin}
      data-drop={dropBefore || undefined}
      {...(own && { onDragOver: drag("over"), onDrop: drag("drop") })}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the line is dragged by pointer; keys reach the button in it. */}
      <div
        className={styles.line}
        data-rule={rule.name}
        data-lit={lit || undefined}
        draggable={own && !open}
        onDragStart={drag("start")}
        onDragEnd={drag("end")}
      >
        {own && !open ? <IconGripVertical className={styles.grip} size={13} aria-hidden /> : null}
        <button
          type="button"
          className={styles.head}
          aria-expanded={open}
          onClick={onOpen}
          onFocus={(event) => event.currentTarget.matches(":focus-visible") && onFocus()}
          onKeyDown={press}
        >
          <span className={styles.number} data-changed={changed || undefined}>
            {number}
          </span>
          <Sides {...props} />
          {finding ? (
            <span className={styles.mark} data-tone={finding.tone}>
              <ToneIcon tone={finding.tone} size={13} /> {finding.word}
            </span>
          ) : null}
          <span className={styles.words}>{ruleWords(rule)}</span>
          <span className="gh-vh">
            {changed ? ", changed" : ""}
            {originWords[origin]}
          </span>
        </button>
      </div>
      {open ? children : null}
    </li>
  );
}
