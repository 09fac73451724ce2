import { NavLink, useLocation } from "@remix-run/react";
import styles from "./ViewTabs.module.css";

/** One view of a list, or one tab of a workspace. */
export interface View {
  label: string;
  href: string;
  count?: number;
  urgent?: boolean;
  /** For views that differ only in their query; otherwise the path decides. */
  current?: boolean;
  /** Pages below these paths belong to the view too. */
  under?: string[];
}

interface Props {
  label: string;
  views: View[];
  /** `pills` above lists, `line` under a workspace's header. */
  look?: "pills" | "line";
}

/** Saved views of a list, or the tabs of a workspace; each is a link, so that it can be shared. */
export function ViewTabs({ label, views, look = "pills" }: Props) {
  const { pathname } = useLocation();
  const currentOf = ({ current, under }: View) =>
    current ?? (under?.some((path) => pathname.startsWith(path)) ? true : undefined);
  return (
    <nav className={styles.tabs} data-look={look} aria-label={label} data-screen-only>
      {views.map((view) => {
        const current = currentOf(view);
        return (
          <NavLink
            key={view.href}
            to={view.href}
            end
            prefetch="intent"
            preventScrollReset
            {...(current === undefined ? {} : { "aria-current": current ? ("page" as const) : undefined })}
            data-current={current}
            className={({ isActive }) => ((current ?? isActive) ? `${styles.tab} ${styles.on}` : (styles.tab ?? ""))}
          >
            {view.label}
            {view.count === undefined ? null : (
              <span className={styles.count} data-urgent={view.urgent || undefined}>
                {view.count.toLocaleString("en-US")}
              </span>
            )}
          </NavLink>
        );
      })}
    </nav>
  );
}
