/** What a page with forms gets besides its data; `errors.form` is about the form as a whole. */
export interface FormPage {
  nonce: string;
  errors: Record<string, string>;
  defaultValues?: Record<string, string | string[]>;
}

/** A tab above a list; `href` carries everything the tab keeps. */
export interface CountedView {
  label: string;
  href: string;
  count?: number;
  urgent?: boolean;
  current: boolean;
}

/** A link inside a sentence or a cell. */
export interface LinkTo {
  label: string;
  href: string;
}

/** Whose turn it is, as the reader would say it. */
export interface Turn {
  party: string;
  mine: boolean;
  since?: string;
}

/** One line of an activity or history list. */
export interface ActivityEvent {
  key: string;
  at: string;
  text: string;
  by?: string;
  href?: string;
}

/** Keyset or numbered pages; the links are made from the URL's own parameters. */
export type { Paging } from "../../data/TableFoot";
