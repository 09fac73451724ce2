import { NavLink } from "@remix-run/react";
import type { ReactNode } from "react";
import type { Viewer } from "../viewer";
import { DemoBadge, Logo } from "./Logo";
import { type MenuPlace, PersonMenu } from "./PersonMenu";
import styles from "./PortalShell.module.css";

export interface PortalShellProps {
  viewer: Viewer;
  labName: string;
  demo: boolean;
  homeHref: string;
  /** The bar's links; on a phone they move into the person menu. */
  places: MenuPlace[];
  signOutAction: string;
  mailHref?: string;
  children: ReactNode;
}

/** The practice's side: a top bar only, large targets. */
export function PortalShell({
  viewer,
  labName,
  demo,
  homeHref,
  places,
  signOutAction,
  mailHref,
  children,
}: PortalShellProps) {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      <header className={styles.bar} data-screen-only>
        <NavLink to={homeHref} end className={styles.brand ?? ""} prefetch="intent">
          <Logo size={24} />
          <strong>{labName}</strong> <span className={styles.what}>EMR connections</span>
        </NavLink>
        <div className={styles.tools}>
          {demo ? <DemoBadge /> : null}
          <nav className={styles.places} aria-label="Main">
            {places.map((place) => (
              <NavLink key={place.href} to={place.href} prefetch="intent">
                {place.label}
              </NavLink>
            ))}
          </nav>
          <PersonMenu
            viewer={viewer}
            signOutAction={signOutAction}
            places={places}
            look="round"
            {...(mailHref ? { mailHref } : {})}
          />
        </div>
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </div>
  );
}
