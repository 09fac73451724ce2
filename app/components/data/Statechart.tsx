import { useId } from "react";
import { box, loopPath, type Place, wayPath } from "./chart-paths";
import styles from "./Statechart.module.css";

/** One state of a machine, placed by its top left corner. */
export interface ChartNode extends Place {
  id: string;
  label: string;
  look: "current" | "passed" | "open";
}

/** One way from a state to a state; `taken` is green, `now` can be gone now, `blocked` is red and dashed. */
export interface ChartEdge {
  from: string;
  to: string;
  kind: "open" | "taken" | "now" | "blocked";
}

/** What an event would do now: lead somewhere, or nothing, and why. */
export interface ChartEvent {
  event: string;
  label: string;
  /** The state it leads to; null when it is refused. */
  to: string | null;
  /** Why it is refused, or who may do it; empty when there is nothing to say. */
  note: string;
}

export interface StatechartProps {
  width: number;
  height: number;
  nodes: ChartNode[];
  edges: ChartEdge[];
  events: ChartEvent[];
  /** What the picture says, in words. */
  caption: string;
  blocked: boolean;
}

const kinds = ["open", "taken", "now", "blocked"] as const;

/** A state machine with the current state lit, the way taken in green, the way barred in red; and the same in words. */
export function Statechart({ width, height, nodes, edges, events, caption, blocked }: StatechartProps) {
  const id = useId();
  const place = (name: string) => nodes.find((node) => node.id === name);
  const back = (edge: ChartEdge) => edges.some((other) => other.from === edge.to && other.to === edge.from);
  return (
    <figure className={styles.chart}>
      <svg viewBox={`0 0 ${width} ${height}`} className={styles.picture} role="img" aria-label={caption}>
        <defs>
          {kinds.map((kind) => (
            <marker
              key={kind}
              id={`${id}${kind}`}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M 0 0.5 L 8 4 L 0 7.5 z" className={styles.head} data-kind={kind} />
            </marker>
          ))}
        </defs>
        {edges.map((edge) => {
          const [from, to] = [place(edge.from), place(edge.to)];
          if (!from || !to) return null;
          return (
            <path
              key={`${edge.from} ${edge.to}`}
              d={from === to ? loopPath(from) : wayPath(from, to, back(edge))}
              className={styles.way}
              data-kind={edge.kind}
              markerEnd={`url(#${id}${edge.kind})`}
            />
          );
        })}
        {nodes.map((node) => (
          <g key={node.id} className={styles.state} data-look={node.look}>
            {node.look === "current" ? (
              <rect
                x={node.x - 3}
                y={node.y - 3}
                width={box.width + 6}
                height={box.height + 6}
                rx="9"
                className={styles.halo}
              />
            ) : null}
            <rect x={node.x} y={node.y} width={box.width} height={box.height} rx="6" className={styles.box} />
            <text x={node.x + box.width / 2} y={node.y + box.height / 2 + 4} textAnchor="middle">
              {node.look === "passed" ? "✓ " : node.look === "current" ? "● " : ""}
              {node.label}
            </text>
          </g>
        ))}
      </svg>
      <figcaption data-tone={blocked ? "stop" : "plain"}>{caption}</figcaption>
      <details className={styles.words}>
        <summary>What can happen now, and what cannot</summary>
        <EventList title="Can happen now" events={events.filter((event) => event.to !== null)} />
        <EventList title="Refused now, and why" events={events.filter((event) => event.to === null)} />
      </details>
    </figure>
  );
}

function EventList({ title, events }: { title: string; events: ChartEvent[] }) {
  if (events.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {events.map(({ event, label, to, note }) => (
          <li key={event} data-event={event}>
            <strong>{label}</strong>
            {to ? <span> leads to {to}</span> : null}
            {note ? <span className="gh-dim"> {note}</span> : null}
          </li>
        ))}
      </ul>
    </>
  );
}
