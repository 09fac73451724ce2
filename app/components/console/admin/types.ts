import type { FormPage, LinkTo, Paging } from "../parts/types";

export interface AuditRow {
  key: string;
  at: string;
  actor: string;
  action: string;
  object: LinkTo | { label: string } | null;
  outcome: string;
  reason: string | null;
  seq: number;
  chain: string;
}

export interface AuditPageProps extends FormPage {
  rows: AuditRow[];
  /** For `?chain=`. */
  chains: { value: string; label: string }[];
  /** For `?action=`. */
  actions: string[];
  paging?: Paging;
  filtered: boolean;
  verified: { ok: boolean; events: number; firstBroken: { chain: string; seq: number } | null; at: string } | null;
}

export interface PeoplePageProps {
  people: {
    id: string;
    name: string;
    email: string;
    roles: string[];
    practice: string | null;
    lastSeenAt: string | null;
    active: boolean;
  }[];
}
