import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Column } from "../data/DataTable";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import { type View, ViewTabs } from "../data/ViewTabs";
import { Panes } from "../shell/Panes";
import { ToneBadge } from "../state/StateBadge";
import styles from "./operations.module.css";

/** One view of the compendium: tests, panels, what was discontinued. */
export interface CatalogView extends View {
  key: string;
}

export type CatalogStatus = "active" | "discontinued";

interface Props {
  lead: string;
  views: CatalogView[];
  placeholder?: string;
  newHref?: string | undefined;
  newLabel: string;
  panel?: ReactNode;
  panelLabel: string;
  children: ReactNode;
}

/** The frame both compendium lists share: title, views, search, the list, the panel beside it. */
export function CatalogList(props: Props) {
  const { lead, views, placeholder, newHref, newLabel, panel, panelLabel, children } = props;
  return (
    <Panes side={panel} sideLabel={panelLabel} title="Compendium">
      <div className={styles.page}>
        <PageHeader
          title="Compendium"
          aside={lead}
          actions={
            newHref ? (
              <Button
                component={Link}
                to={newHref}
                preventScrollReset
                variant="default"
                size="sm"
                leftSection={<IconPlus size={15} aria-hidden />}
              >
                {newLabel}
              </Button>
            ) : null
          }
        />
        <div className={styles.bar}>
          <ViewTabs label="Views of the compendium" views={views} />
          {placeholder ? <FilterBar search={{ placeholder }} /> : null}
        </div>
        <div className={styles.rows}>{children}</div>
      </div>
    </Panes>
  );
}

interface CatalogRow {
  code: string;
  name: string;
  status: CatalogStatus;
}

/** The first two columns of both lists; the name opens the row. */
export const codeAndName: Column<CatalogRow>[] = [
  {
    key: "code",
    head: "Code",
    cell: (row) => (
      <CatalogCell status={row.status} mono>
        <span className={styles.code}>{row.code}</span>
      </CatalogCell>
    ),
  },
  {
    key: "name",
    head: "Name",
    link: true,
    cut: 32,
    cell: (row) => <span className={row.status === "discontinued" ? styles.retired : undefined}>{row.name}</span>,
  },
];

/** Whether a test or panel may still be ordered, and what replaces it. */
export function CatalogState({ status, replacement }: { status: CatalogStatus; replacement?: string | undefined }) {
  if (status === "active") return <span className="gh-dim">Active</span>;
  return (
    <span className={styles.nowrap}>
      <ToneBadge tone="off" plain>
        Discontinued
      </ToneBadge>
      {replacement ? (
        <>
          {" "}
          use <span className="gh-mono">{replacement}</span>
        </>
      ) : null}
    </span>
  );
}

/** A cell whose words step back once the row is discontinued. */
export function CatalogCell({
  status,
  mono = false,
  children,
}: {
  status: CatalogStatus;
  mono?: boolean;
  children: ReactNode;
}) {
  const retired = status === "discontinued" ? styles.retired : "";
  return <span className={`${retired} ${styles.nowrap} ${mono ? "gh-mono" : ""}`}>{children || "–"}</span>;
}
