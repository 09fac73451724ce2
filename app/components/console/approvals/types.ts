import type { Attachment } from "../../attachments/types";
import type { ConversationProps } from "../../conversation/types";
import type { Filter } from "../../data/FilterBar";
import type { AskablePart, InfoRound } from "../../information/types";
import type { ProposalState } from "../../panels/types";
import type { Sla } from "../../state/SlaClock";
import type { RequestState } from "../../state/StateBadge";
import type { CountedView, FormPage, Paging } from "../parts/types";

/** A dot of the age strip: how much of the promised business time has run. */
export interface AgeDot {
  id: string;
  href: string;
  practice: string;
  /** Business minutes gone, and which share of its target that is; more than 1 is over. */
  ageMinutes: number;
  share: number;
  /** The policy's warning time has come. */
  warned: boolean;
  selected: boolean;
}

/** One request in the queue. */
export interface ApprovalRow {
  id: string;
  href: string;
  /** "REQ-2481", when it differs from the id. */
  number?: string;
  practice: string;
  emr: string;
  /** Absent once decided. */
  sla: Sla | null;
  state: RequestState;
  bestFit: "SFTP" | "REST" | null;
  ordersPerMonth: number | null;
  /** Messages the reader has not seen. */
  unread: number;
  owner?: { name: string; initials: string };
  decidedBy?: string;
  decidedAt?: string;
}

export interface ApprovalsPageProps {
  views: CountedView[];
  /** The view that is open, for its columns and its empty words. */
  view: "waiting" | "mine" | "unassigned" | "due" | "decided" | "all";
  filters: Filter[];
  /** Something narrows the view. */
  filtered: boolean;
  /** What a saved view would keep of the address. */
  query: string;
  /** The saved view that is open. */
  openedView: { id: string; name: string } | null;
  /** Ages of everything that is waiting; not shown when empty. */
  ages: AgeDot[];
  rows: ApprovalRow[];
  openId: string | null;
  paging?: Paging;
  /** "Business hours 08:00–18:00 EST". */
  hoursNote?: string;
  /** Who requests can be given to. */
  sellers: { id: string; name: string }[];
  canAssign: boolean;
}

export interface MatrixRow {
  name: string;
  sftp: number;
  rest: number;
  weight: number;
}

/** What the lab has seen of one transport: connections live, days from approval to live, incidents per 1,000 messages. */
export interface TransportHistory {
  live: number;
  medianDays: number | null;
  incidents: number | null;
}

/** The decision matrix of one EMR system. */
export interface MatrixProps {
  rows: MatrixRow[];
  sftp: number;
  rest: number;
  outOf: number;
  recommended: "sftp" | "rest";
  note: string;
  history: { sftp: TransportHistory; rest: TransportHistory };
}

export interface ApprovalPanelProps extends FormPage {
  id: string;
  number?: string;
  practice: string;
  state: RequestState;
  sla: Sla | null;
  place: { index: number; total: number; previousHref?: string; nextHref?: string } | null;
  closeHref: string;
  submittedAt: string | null;
  emr: { name: string; livePractices: number };
  mode: "bidirectional" | "results-only";
  /** The connection it wants changed, and what an approval does to it; null where it asks for a new one. */
  changes: { href: string; transport: "sftp" | "rest"; text: string } | null;
  canDo: string;
  sftpHost?: string;
  address: { city: string; sites: number; npi: string; npiValid: boolean; specialty?: string; timeZone?: string };
  ordersPerMonth: number | null;
  resultsPerMonth: number | null;
  targetDate: string | null;
  testsOfInterest: { code: string; name: string }[];
  panelsOfInterest: { code: string; name: string }[];
  contacts: { kind: string; name: string; email?: string; phone?: string }[];
  signer: string;
  notes?: string;
  attachments: Attachment[];
  conversation: ConversationProps;
  matrix: MatrixProps & {
    /** Whose scores these are. */
    profile: string;
    /** Goes with an approval, so that nobody approves by a matrix that was changed meanwhile. */
    print: string;
    /** Where its scores come from, for who may read it. */
    href?: string;
  };
  /** Who moved it on last, when it is not with Sales any more: "Maren Oduya", "approved this request". */
  taken: { by: string; what: string; at: string; mine: boolean } | null;
  /** What was asked so far, and what came of it. */
  rounds: InfoRound[];
  askable: AskablePart[];
  canDecide: boolean;
  /** Why not, when the reader cannot and it is still open. */
  cannotDecide?: string;
  /** Everything orderable, to offer; prices written out. */
  offer: {
    tests: { code: string; name: string }[];
    panels: { code: string; name: string; price: string; members: string }[];
    /** Panels built for this request, and how far they are. */
    proposals: { id: string; name: string; code: string; state: ProposalState; next: string; href: string }[];
    /** Where a panel is built for it; null for who may not. */
    buildHref: string | null;
  };
  rejectionReasons: { value: string; label: string }[];
  decision: {
    outcome: "approved" | "rejected" | "withdrawn";
    by: string;
    at: string;
    facts: { label: string; value: string }[];
    connectionHref?: string;
  } | null;
  history: { key: string; at: string; text: string; by?: string }[];
  background: {
    /** Other requests of the practice, the newest first: "declined", "connection live". */
    earlier: { id: string; href: string; emr: string; at: string; outcome: string }[];
    sameEmr: { count: number; medianDays: number | null };
    sameTransport: { count: number; medianDays: number | null };
    latest: { href: string; practice: string; about: string; days: number }[];
  };
  /** Kept words; placeholders not filled yet. */
  templates: { id: string; use: "approve" | "reject" | "ask"; name: string; text: string }[];
}
