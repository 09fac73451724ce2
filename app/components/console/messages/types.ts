import type { Hl7Segment } from "../../hl7/lines";
import type { Hop } from "../../state/HopTimeline";
import type { MessageState } from "../../state/StateBadge";
import type { CountedView, FormPage, LinkTo, Paging } from "../parts/types";

/** One message in a list. */
export interface MessageRow {
  id: string;
  href: string;
  /** "Order, metabolic panel". */
  title: string;
  direction: "order" | "result";
  state: MessageState;
  reason: string | null;
  controlId: string | null;
  placerOrderNumber: string | null;
  /** Absent for what belongs to no connection. */
  connection: string | null;
  receivedAt: string;
  attempts: number;
}

export interface MessagesPageProps {
  views: CountedView[];
  rows: MessageRow[];
  /** For the select; its value stands in `?connection=`. */
  connections: { id: string; name: string }[];
  paging?: Paging;
  filtered: boolean;
  liveTopics: string[];
}

/** One field that differs between what came and what went. */
export interface ChangedField {
  path: string;
  name: string;
  before: string | null;
  after: string | null;
  /** Patient data that is not on the page. */
  masked?: boolean;
}

/** One stop on the order's life-line. */
export interface LifePoint {
  at: string;
  label: string;
  /** Who sent it. */
  from: "emr" | "lab";
  href?: string;
  current: boolean;
}

export type MessageTab = "message" | "difference" | "sent" | "audit";

export interface MessagePageProps extends FormPage {
  id: string;
  title: string;
  state: MessageState;
  controlId: string | null;
  /** "ORU^R01". */
  type: string | null;
  from: { label: string; href?: string };
  to: { label: string; href?: string } | null;
  order: { number: string; href?: string } | null;
  can: { replay: boolean; discard: boolean; route: boolean; reveal: boolean };
  /** For route. */
  connections: { id: string; name: string }[];
  /** When held or dead. */
  problem: { happened: string; safe: string; todo: string; path: string | null } | null;
  hops: Hop[];
  hopSentence?: string;
  tab: MessageTab;
  tabs: CountedView[];
  revealed: boolean;
  hasPatientData: boolean;
  received: { title: string; facts: string; segments: Hl7Segment[] };
  /** Raw text when it could not be read as HL7, and may be shown. */
  unreadable?: string;
  contract: { title: string; version: string; value: unknown; valid: boolean; verdict: string; marked?: string } | null;
  difference: { fields: ChangedField[]; note: string } | null;
  sent: { title: string; facts: string; segments: Hl7Segment[] } | null;
  audit: { key: string; at: string; actor: string; action: string; outcome: string; reason?: string }[];
  lifeLine: { title: string; points: LifePoint[] } | null;
  links: LinkTo[];
}
