import type { ReactNode } from "react";
import { type Filter, FilterBar } from "../../data/FilterBar";
import { ViewTabs } from "../../data/ViewTabs";
import styles from "./parts.module.css";
import type { CountedView } from "./types";

interface Props {
  label: string;
  views: CountedView[];
  search?: { placeholder: string };
  filters?: Filter[];
  keep?: string[];
  /** Beside the views, such as a button that keeps one. */
  children?: ReactNode;
  /** Beside the search. */
  after?: ReactNode;
}

/** The row above a list: its views at the left, search and filters at the right. */
export function ListBar({ label, views, search, filters, keep, children, after }: Props) {
  return (
    <div className={styles.listBar} data-screen-only>
      {views.length > 0 ? <ViewTabs label={label} views={views} /> : <span />}
      {children}
      <div className={styles.finding}>
        {search || filters ? (
          <FilterBar {...(search ? { search } : {})} {...(filters ? { filters } : {})} {...(keep ? { keep } : {})} />
        ) : null}
        {after}
      </div>
    </div>
  );
}
