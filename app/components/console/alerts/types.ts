import type { CountedView, FormPage, LinkTo, Paging } from "../parts/types";

export interface AlertRow {
  id: string;
  severity: "info" | "warning" | "critical";
  title: string;
  detail: string;
  connection: LinkTo | null;
  message: LinkTo | null;
  raisedAt: string;
  acknowledgedBy: string | null;
  acknowledgedAt: string | null;
  resolvedAt: string | null;
}

export interface AlertsPageProps extends FormPage {
  views: CountedView[];
  rows: AlertRow[];
  canAcknowledge: boolean;
  paging?: Paging;
  liveTopics: string[];
  /** The open view rather than all. */
  onlyOpen: boolean;
}
