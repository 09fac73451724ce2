import { ActionIcon, Drawer } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconChevronRight, IconLayoutSidebarLeftCollapse, IconMenu2 } from "@tabler/icons-react";
import { Fragment, type ReactNode, useState } from "react";
import type { Viewer } from "../viewer";
import { writeCookie } from "../write-cookie";
import styles from "./ConsoleShell.module.css";
import { type Crumb, useCrumbs } from "./crumbs";
import { railEntries } from "./entries";
import { DemoBadge, Logo } from "./Logo";
import { PersonMenu } from "./PersonMenu";
import { Rail } from "./Rail";
import { Search, SearchButton, type SearchPlace } from "./Search";

export interface ConsoleShellProps {
  viewer: Viewer;
  badges: Record<string, number>;
  demo: boolean;
  signOutAction: string;
  /** The mail outbox, in demo mode only. */
  mailHref?: string;
  /** Further places for the search; the rail's pages are always in it. */
  places?: SearchPlace[];
  resolveQuery?: (query: string) => SearchPlace[];
  railCollapsed?: boolean;
  /** Instead of the routes' own `handle.crumbs`. */
  crumbs?: Crumb[];
  children: ReactNode;
}

/** The lab's side: rail on the left, top bar with crumbs and search, the page below. */
export function ConsoleShell(props: ConsoleShellProps) {
  const { viewer, badges, demo, signOutAction, mailHref, places = [], resolveQuery, children } = props;
  const [collapsed, setCollapsed] = useState(props.railCollapsed ?? false);
  const [open, setOpen] = useState(false);
  const entries = railEntries(viewer.roles);
  const person = { viewer, signOutAction, ...(mailHref ? { mailHref } : {}) };
  const toggle = () => {
    writeCookie("gh_rail", collapsed ? "open" : "collapsed");
    setCollapsed(!collapsed);
  };
  return (
    <div className={styles.shell} data-collapsed={collapsed || undefined}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      <aside className={styles.rail} data-screen-only aria-label="Navigation">
        <div className={styles.head}>
          <Link to="/" className={styles.brand} aria-label="Gatehouse, start">
            <Logo /> <span>Gatehouse</span>
          </Link>
          <ActionIcon
            className={styles.fold ?? ""}
            size={26}
            onClick={toggle}
            aria-label={collapsed ? "Widen the navigation" : "Narrow the navigation to icons"}
            aria-expanded={!collapsed}
          >
            <IconLayoutSidebarLeftCollapse size={16} stroke={1.6} />
          </ActionIcon>
        </div>
        <Rail entries={entries} badges={badges} collapsed={collapsed} />
        <div className={styles.person}>
          <PersonMenu {...person} look={collapsed ? "round" : "row"} />
        </div>
      </aside>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        size={280}
        title="Gatehouse"
        closeButtonProps={{ "aria-label": "Close the navigation" }}
      >
        <Rail entries={entries} badges={badges} collapsed={false} onNavigate={() => setOpen(false)} />
      </Drawer>
      <div className={styles.column}>
        <header className={styles.bar} data-screen-only>
          <ActionIcon className={styles.burger ?? ""} onClick={() => setOpen(true)} aria-label="Open the navigation">
            <IconMenu2 size={18} stroke={1.6} />
          </ActionIcon>
          <Crumbs {...(props.crumbs ? { given: props.crumbs } : {})} />
          <div className={styles.tools}>
            <SearchButton />
            {demo ? <DemoBadge /> : null}
            <span className={styles.phonePerson}>
              <PersonMenu {...person} look="round" />
            </span>
          </div>
        </header>
        <main id="main" tabIndex={-1} className={styles.main}>
          {children}
        </main>
      </div>
      <Search
        places={[...entries.map(({ key, label, href }) => ({ id: key, label, href })), ...places]}
        {...(resolveQuery ? { resolve: resolveQuery } : {})}
      />
    </div>
  );
}

function Crumbs({ given }: { given?: Crumb[] }) {
  const fromRoutes = useCrumbs();
  const crumbs = given ?? fromRoutes;
  return (
    <nav className={styles.crumbs} aria-label="Where you are">
      <ol>
        {crumbs.map((crumb, index) => (
          <Fragment key={`${crumb.label} ${crumb.href ?? ""}`}>
            {index > 0 ? (
              <li aria-hidden="true">
                <IconChevronRight size={13} stroke={1.8} />
              </li>
            ) : null}
            <li className={styles.crumb}>
              {crumb.href && index < crumbs.length - 1 ? (
                <Link to={crumb.href} prefetch="intent">
                  {crumb.label}
                </Link>
              ) : (
                <span className={styles.here} aria-current="page">
                  {crumb.label}
                </span>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
