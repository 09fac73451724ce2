import type { CountedView, FormPage, Paging } from "../parts/types";

export interface TestRow {
  code: string;
  href: string;
  name: string;
  specimen: string;
  container: string;
  volume: string;
  turnaroundDays: number;
  cpt: string;
  loinc: string;
  /** "12.60". */
  listPrice: string;
  status: "active" | "discontinued";
  replacementCode: string | null;
  offeredTo: number;
}

export interface CompendiumPageProps {
  /** "Tests 412", "Panels 38", "Discontinued 16". */
  views: CountedView[];
  rows: TestRow[];
  openCode: string | null;
  paging?: Paging;
  filtered: boolean;
  /** Only for those who may edit. */
  newHref?: string;
}

/** `defaultValues` hold code, name, specimen, container, volume, turnaroundDays, cpt, loinc, listPriceCents ("12.60"), status, replacementCode. */
export interface TestEditorProps extends FormPage {
  /** Null for a new test. */
  code: string | null;
  title: string;
  closeHref: string;
  canEdit: boolean;
  readOnlyReason?: string;
  offeredTo: { practice: string; href: string }[];
  history: { key: string; at: string; by: string; text: string }[];
}

export interface PanelRow {
  code: string;
  href: string;
  name: string;
  members: { code: string; name: string; listPrice: string }[];
  preferredPrice: string;
  /** Sum of the members' list prices. */
  listPrice: string;
  /** Whole percent below the list, or 0. */
  savesPercent: number;
  status: "active" | "discontinued";
  offeredTo: number;
}

export interface PanelsPageProps {
  views: CountedView[];
  rows: PanelRow[];
  openCode: string | null;
  filtered: boolean;
  newHref?: string;
}

/** `defaultValues` hold code, name, members (list of codes), preferredPriceCents ("42.00"), status. */
export interface PanelEditorProps extends FormPage {
  code: string | null;
  title: string;
  closeHref: string;
  canEdit: boolean;
  readOnlyReason?: string;
  tests: { code: string; name: string; listPrice: string }[];
  history: { key: string; at: string; by: string; text: string }[];
}
