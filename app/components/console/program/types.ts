import type { ConnectionState } from "../../state/StateBadge";
import type { Tone } from "../../state/tones";
import type { CompactLamp } from "../connections/types";
import type { Turn } from "../parts/types";

export interface ProgramFigure {
  key: string;
  /** "6.2 d", "96 %". */
  value: string;
  label: string;
  note?: string;
  noteTone?: Tone;
}

export type BoardColumnKey = "requested" | "provisioning" | "testing" | "ready" | "live";

export interface BoardCard {
  id: string;
  href: string;
  title: string;
  emr: string;
  column: BoardColumnKey;
  /** Absent for requests. */
  state: ConnectionState | null;
  lamps: CompactLamp[];
  daysHere: number;
  turn: Turn | null;
  /** Target or forecast; or, when live, since when. */
  date: string | null;
  dateKind: "target" | "live" | "forecast";
  /** Why it is late or blocked. */
  reason: { tone: "warn" | "stop" | "off"; text: string } | null;
}

export interface ProgramPageProps {
  view: "board" | "table";
  boardHref: string;
  tableHref: string;
  /** "13 on the way, 3 need a decision". */
  summary: string;
  figures: ProgramFigure[];
  columns: { key: BoardColumnKey; label: string; note?: string; cards: BoardCard[] }[];
  liveTopics: string[];
}
