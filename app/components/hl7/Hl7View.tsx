import { ActionIcon, TextInput } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconChevronRight, IconCopy, IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { FieldCard, type FieldSpot } from "./FieldCard";
import { Hl7Field } from "./Hl7Field";
import styles from "./Hl7View.module.css";
import { type Hl7Segment, type Line, toLines } from "./lines";

export type { Hl7Segment, Hl7ViewField } from "./lines";

interface Props {
  title: string;
  /** A few facts beside the title: "16 segments, 1,642 bytes". */
  facts?: string;
  segments: Hl7Segment[];
  /** A path to mark, such as "OBX[1]-8". */
  marked?: string;
}

/** A message line by line: fields explained on hover and focus, repeats folded, patient fields hatched. */
export function Hl7View({ title, facts, segments, marked }: Props) {
  const cardId = useId();
  const pane = useRef<HTMLDivElement>(null);
  const clipboard = useClipboard({ timeout: 1500 });
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [query, setQuery] = useState("");
  const [spot, setSpot] = useState<FieldSpot | null>(null);
  const [home, setHome] = useState("0.0");
  const wanted = query.trim().toLowerCase();
  const lines = useMemo(() => toLines(segments, unfolded, wanted), [segments, unfolded, wanted]);
  const hits = lines.reduce((sum, line) => sum + (line.kind === "segment" ? line.hits.size : 0), 0);
  const move = (event: KeyboardEvent) => {
    const at = event.target;
    if (!(at instanceof HTMLElement) || !at.dataset.field) return;
    if (event.key === "Escape") return setSpot(null);
    if (event.key === "c" && spot && !event.metaKey && !event.ctrlKey) return clipboard.copy(spot.path);
    const all = [...(pane.current?.querySelectorAll<HTMLElement>("[data-field]") ?? [])];
    const here = all.indexOf(at);
    const row = (step: number) =>
      all.find((field) => field.dataset.field === stepLine(at.dataset.field ?? "", step, lines));
    const next = { ArrowRight: all[here + 1], ArrowLeft: all[here - 1], ArrowDown: row(1), ArrowUp: row(-1) }[
      event.key
    ];
    if (!next) return;
    event.preventDefault();
    setHome(next.dataset.field ?? "0.0");
    next.focus();
  };
  return (
    <section className={styles.view} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {facts ? <span className="gh-dim">{facts}</span> : null}
        <span className={styles.tools} data-screen-only>
          <span className="gh-dim" aria-live="polite">
            {clipboard.copied ? "Path copied" : wanted ? `${hits} found` : ""}
          </span>
          <TextInput
            type="search"
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            placeholder="Find a field"
            aria-label="Find a field"
            leftSection={<IconSearch size={14} aria-hidden />}
            w={140}
          />
          <ActionIcon
            size={30}
            aria-label={spot ? `Copy path ${spot.path}` : "Copy the path of the open field"}
            disabled={!spot}
            onClick={() => spot && clipboard.copy(spot.path)}
          >
            <IconCopy size={15} />
          </ActionIcon>
        </span>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys and pointer reach here from the fields, which are buttons. */}
      <div className={styles.pane} ref={pane} onKeyDown={move} onMouseLeave={() => setSpot(null)} dir="ltr">
        {lines.map((line) =>
          line.kind === "fold" ? (
            <button
              key={`fold ${line.from}`}
              type="button"
              className={styles.fold}
              onClick={() => setUnfolded((open) => new Set([...open, line.run]))}
            >
              <IconChevronRight size={13} aria-hidden /> {line.id} {line.from} to {line.to}, {line.to - line.from + 1}{" "}
              lines folded
            </button>
          ) : (
            <p key={line.number} className={styles.line} data-open={spot?.line === line.number || undefined}>
              <span className={styles.number} aria-hidden="true">
                {line.number}
              </span>
              <span className={styles.text}>
                <span className={styles.segment}>{line.segment.id}</span>
                {line.segment.fields.map((field) => (
                  <Hl7Field
                    key={field.number}
                    line={line}
                    field={field}
                    cardId={cardId}
                    tabStop={
                      home === `${line.number}.${field.number}` ||
                      (home === "0.0" && line.number === 1 && field.number === 2)
                    }
                    marked={marked === `${line.path}-${field.number}`}
                    onOpen={(element) => {
                      setSpot(spotOf(line, field.number, element, pane.current));
                    }}
                    onClose={() => setSpot(null)}
                    open={spot?.path === `${line.path}-${field.number}`}
                  />
                ))}
              </span>
            </p>
          ),
        )}
        {spot ? <FieldCard id={cardId} spot={spot} /> : null}
      </div>
    </section>
  );
}

/** The first field of the segment line above or below, folds skipped. */
function stepLine(key: string, step: number, lines: Line[]): string | undefined {
  const number = Number(key.split(".")[0]);
  const shown = lines.filter((line) => line.kind === "segment");
  const here = shown.findIndex((line) => line.number === number);
  const next = shown[here + step];
  return next
    ? `${next.number}.${next.segment.fields.find((field) => field.text && !(next.segment.id === "MSH" && field.number === 1))?.number ?? 1}`
    : undefined;
}

function spotOf(
  line: Extract<Line, { kind: "segment" }>,
  number: number,
  element: HTMLElement,
  pane: HTMLElement | null,
): FieldSpot | null {
  const field = line.segment.fields.find((each) => each.number === number);
  if (!field || !pane) return null;
  const box = element.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  return {
    path: `${line.path}-${number}`,
    line: line.number,
    label: `${line.segment.id}-${number}`,
    field,
    left: Math.max(8, Math.min(box.left - frame.left, frame.width - 340)),
    top: box.bottom - frame.top + pane.scrollTop + 6,
  };
}
