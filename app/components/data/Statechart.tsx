import "@xyflow/react/dist/base.css";
import { IconCheck } from "@tabler/icons-react";
import { type Edge, Handle, MarkerType, type Node, type NodeProps, Position, ReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { Ring } from "../state/Ring";
import styles from "./Statechart.module.css";

type Side = "top" | "right" | "bottom" | "left";

/** One state of a machine, placed by its top left corner. */
export interface ChartNode {
  id: string;
  label: string;
  x: number;
  y: number;
  /** It was left behind on the way here. */
  passed?: boolean;
}

/** One transition. */
export interface ChartEdge {
  from: string;
  to: string;
  fromSide: Side;
  toSide: Side;
  /** `taken` is green, `blocked` red and dashed. */
  kind: "open" | "taken" | "blocked";
  bothWays?: boolean;
}

interface Props {
  nodes: ChartNode[];
  edges: ChartEdge[];
  current: string;
  /** What the picture says, in words; also for those who do not see it. */
  caption: string;
  captionTone?: "stop" | "plain";
}

type StateNode = Node<{ label: string; look: "current" | "passed" | "open" }, "state">;

const sides: Side[] = ["top", "right", "bottom", "left"];
const positions = { top: Position.Top, right: Position.Right, bottom: Position.Bottom, left: Position.Left };
const colours = { open: "#8a96a0", taken: "#1f9d5f", blocked: "#d8392f" };

function StateBox({ data }: NodeProps<StateNode>) {
  return (
    <div className={styles.state} data-look={data.look}>
      {sides.map((side) => (
        <Handle
          key={`in ${side}`}
          id={`in-${side}`}
          type="target"
          position={positions[side]}
          className={styles.handle}
        />
      ))}
      {sides.map((side) => (
        <Handle
          key={`out ${side}`}
          id={`out-${side}`}
          type="source"
          position={positions[side]}
          className={styles.handle}
        />
      ))}
      {data.look === "passed" ? <IconCheck size={12} stroke={2.4} /> : null}
      {data.look === "current" ? <Ring tone="work" share={0.66} size={13} /> : null}
      {data.label}
    </div>
  );
}

const nodeTypes = { state: StateBox };

/** A state machine with the current state lit, the way taken in green, the way barred in red. */
export function Statechart({ nodes, edges, current, caption, captionTone = "plain" }: Props) {
  const [inBrowser, setInBrowser] = useState(false);
  useEffect(() => setInBrowser(true), []);
  const flowNodes = useMemo<StateNode[]>(
    () =>
      nodes.map(({ id, label, x, y, passed }) => ({
        id,
        type: "state",
        position: { x, y },
        data: { label, look: id === current ? "current" : passed ? "passed" : "open" },
      })),
    [nodes, current],
  );
  const flowEdges = useMemo<Edge[]>(
    () =>
      edges.map((edge) => {
        const marker = { type: MarkerType.ArrowClosed, color: colours[edge.kind], width: 16, height: 16 };
        return {
          id: `${edge.from} ${edge.to}`,
          source: edge.from,
          target: edge.to,
          sourceHandle: `out-${edge.fromSide}`,
          targetHandle: `in-${edge.toSide}`,
          type: "smoothstep",
          className: styles[edge.kind] ?? "",
          markerEnd: marker,
          ...(edge.bothWays ? { markerStart: { ...marker, orient: "auto-start-reverse" } } : {}),
        };
      }),
    [edges],
  );
  return (
    <figure className={styles.chart}>
      <div className={styles.canvas} aria-hidden="true">
        {inBrowser ? (
          <ReactFlow
            nodes={flowNodes}
            edges={flowEdges}
            nodeTypes={nodeTypes}
            fitView
            fitViewOptions={{ padding: 0.02 }}
            minZoom={0.3}
            maxZoom={1}
            zoomOnScroll={false}
            zoomOnPinch={false}
            zoomOnDoubleClick={false}
            preventScrolling={false}
            panOnDrag={false}
            nodesDraggable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            proOptions={{ hideAttribution: true }}
          />
        ) : null}
      </div>
      <figcaption data-tone={captionTone}>{caption}</figcaption>
    </figure>
  );
}
