import { NavLink } from "@remix-run/react";
import { Fragment } from "react";
import type { RailEntry } from "./entries";
import styles from "./Rail.module.css";

interface Props {
  entries: RailEntry[];
  badges: Record<string, number>;
  collapsed: boolean;
  onNavigate?: () => void;
}

/** The entries of the left rail, in groups, each with the count of what needs this person. */
export function Rail({ entries, badges, collapsed, onNavigate }: Props) {
  const groups = [...new Set(entries.map((entry) => entry.group))];
  return (
    <nav className={styles.nav} aria-label="Main" data-collapsed={collapsed || undefined}>
      {groups.map((group) => (
        <Fragment key={group}>
          {group ? <p className={styles.group}>{group}</p> : null}
          <ul>
            {entries
              .filter((entry) => entry.group === group)
              .map((entry) => (
                <li key={entry.key}>
                  <NavLink
                    className={styles.link ?? ""}
                    to={entry.href}
                    prefetch="intent"
                    title={entry.label}
                    {...(onNavigate ? { onClick: onNavigate } : {})}
                  >
                    <entry.icon size={17} stroke={1.6} />
                    <span className={styles.label}>{entry.label}</span>
                    <Count n={badges[entry.key] ?? 0} urgent={(badges[`${entry.key}:urgent`] ?? 0) > 0} />
                  </NavLink>
                </li>
              ))}
          </ul>
        </Fragment>
      ))}
    </nav>
  );
}

function Count({ n, urgent }: { n: number; urgent: boolean }) {
  if (n === 0) return null;
  return (
    <span className={styles.count} data-urgent={urgent || undefined}>
      {n > 999 ? "999+" : n}
      <span className="gh-vh">{urgent ? " waiting for you, some urgent" : " waiting for you"}</span>
    </span>
  );
}
