import type { Lamp, LampState } from "../../state/GateLamps";
import type { ConnectionState } from "../../state/StateBadge";
import type { Tone } from "../../state/tones";
import type { MessageRow } from "../messages/types";
import type { ActivityEvent, CountedView, FormPage, LinkTo, Paging, Turn } from "../parts/types";

export type CompactLamp = Pick<Lamp, "key" | "title" | "state">;

/** One connection in the list. */
export interface ConnectionListRow {
  id: string;
  href: string;
  practice: string;
  emr: string;
  mode: "bidirectional" | "results-only";
  transport: "sftp" | "rest";
  state: ConnectionState;
  lamps: CompactLamp[];
  greenCount: number;
  turn: Turn | null;
  /** In this state since. */
  since: string;
  lastOrderAt: string | null;
  lastResultAt: string | null;
  /** Messages waiting, held or dead. */
  waiting: number;
}

export interface ConnectionsPageProps {
  views: CountedView[];
  rows: ConnectionListRow[];
  paging?: Paging;
  /** Filters or a search are on, so "nothing" means "nothing that fits". */
  filtered: boolean;
}

/** The one thing to do next: a link, or a step that asks first. */
export type PrimaryAction =
  | { kind: "link"; label: string; href: string }
  | { kind: "post"; label: string; intent: string; confirm: { title: string; text: string } };

/** A second action; `reason` asks for one in the window. */
export interface SecondaryAction {
  label: string;
  intent: string;
  confirm?: { title: string; text: string };
  reason?: "required" | "optional";
  danger?: boolean;
}

export interface ConnectionLayoutProps extends FormPage {
  id: string;
  practice: string;
  emr: string;
  state: ConnectionState;
  turn: Turn | null;
  /** "Orders and results over SFTP", "Configuration 4", "Target Mon 7 Dec". */
  facts: string[];
  liveTopics: string[];
  primary: PrimaryAction | null;
  secondary: SecondaryAction[];
  verdict: { tone: Tone; word: string; sentence: string; computedAt: string | null; version: number | null };
  lamps: Lamp[];
  currentLamp?: string;
  tabs: CountedView[];
  visited: ConnectionState[];
  /** Testing → ready is held back by the gate. */
  barred: boolean;
  chartCaption: string;
  stateSince: string;
  side: {
    template: string | null;
    emrSide: string | null;
    labSide: string | null;
    facilityCode: string | null;
    alertContacts: string[];
    people: { name: string; role: string }[];
  };
  activity: ActivityEvent[];
  historyHref: string;
}

/** One item of the gate with what it rests on. */
export interface GateCard {
  item: string;
  label: string;
  state: LampState;
  reason: string;
  /** What to do. */
  next: string | null;
  turn: Turn | null;
  action?: LinkTo;
  evidence: { by: string; at: string; version: number; links: LinkTo[]; details: string[] } | null;
}

export interface GateTabProps {
  cards: GateCard[];
}

export interface EndpointView {
  name: string;
  host: string;
  port: number;
  username: string;
  authKind: "password" | "private-key";
  secretSetAt: string | null;
  pickupDirectory: string;
  dropDirectory: string;
  archiveDirectory: string;
  filePattern: string;
  pollSeconds: number;
}

export interface ProbeStepView {
  step: string;
  ok: boolean;
  ms: number;
  detail: string;
}

/** One side of the connection with its key and its last check. */
export interface EndpointCardView {
  side: "emr" | "lis";
  /** Absent until somebody saved one. */
  endpoint: EndpointView | null;
  pinned: { sha256: string; by: string | null; at: string } | null;
  /** Looked up just now, waiting to be confirmed. */
  found: { algorithm: string; sha256: string } | null;
  check: { at: string; ok: boolean; steps: ProbeStepView[] } | null;
  sandboxAvailable: boolean;
  canEdit: boolean;
  /** Said instead of the form, such as "The lab's side is the same for all connections." */
  readOnlyReason?: string;
}

export interface ConfigurationTabProps extends FormPage {
  canEdit: boolean;
  readOnlyReason?: string;
  templates: {
    name: string;
    title: string;
    description: string;
    version: number;
    selected: boolean;
    recommended: boolean;
  }[];
  sides: EndpointCardView[];
  contacts: string[];
  versions: { version: number; note: string; by: string; at: string; current: boolean }[];
}

export interface CodesTabProps extends FormPage {
  resultsOnly: boolean;
  canEdit: boolean;
  readOnlyReason?: string;
  rows: {
    labCode: string;
    name: string;
    kind: "test" | "panel";
    emrCode: string;
    emrText: string;
    status: "mapped" | "unmapped" | "discontinued";
  }[];
  mapped: number;
  unmapped: number;
  orderMenu: { canSend: boolean; last: { at: string; ok: boolean; text: string } | null } | null;
}

export interface TestStep {
  key: string;
  label: string;
  state: "done" | "current" | "open" | "failed";
  at?: string;
  detail?: string;
}

export interface TestRunRow {
  id: string;
  number: number;
  state: "waiting" | "passed" | "failed" | "cancelled";
  startedAt: string;
  by: string;
  durationMs: number | null;
  outcome: string;
  order: LinkTo | null;
  result: LinkTo | null;
  version: number;
}

export interface TestRunsTabProps extends FormPage {
  canStart: boolean;
  /** In words, when a run cannot be started. */
  blockers: string[];
  running: { number: number; startedAt: string; deadline: string; steps: TestStep[]; canPlaceOrder: boolean } | null;
  runs: TestRunRow[];
}

export interface ConnectionMessagesTabProps {
  views: CountedView[];
  rows: MessageRow[];
  paging?: Paging;
  filtered: boolean;
}

export interface HistoryTabProps {
  states: { key: string; from: ConnectionState | null; to: ConnectionState; at: string; by: string; reason?: string }[];
  events: { key: string; at: string; actor: string; action: string; outcome: string; reason?: string; href?: string }[];
  paging?: Paging;
}
