import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { ListBar } from "../console/parts/ListBar";
import type { CountedView } from "../console/parts/types";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { type View, ViewTabs } from "../data/ViewTabs";
import { Panes } from "../shell/Panes";
import { EmrEntryForm, type EntryForm } from "./EmrEntryForm";
import styles from "./emr.module.css";
import type { Edit } from "./use-edit";

export interface EmrProfile {
  sftp: "yes" | "no" | "ask";
  rest: "yes" | "no" | "ask";
  fhir: "yes" | "no" | "ask";
  hosting: "vendor" | "practice" | "either";
}

/** One EMR system of the catalogue. */
export interface EmrRow {
  id: string;
  href: string;
  vendor: string;
  product: string;
  version: string;
  profile: EmrProfile;
  bestFit: "SFTP" | "REST";
  /** SFTP's and REST's total: "20 : 17". */
  totals: string;
  /** How many of its scores somebody entered; the others are the usual ones. */
  given: number;
  /** Connections that are live on it. */
  live: number;
}

export interface EmrCataloguePageProps {
  rows: EmrRow[];
  views: CountedView[];
  retired: boolean;
  filtered: boolean;
  canManage: boolean;
  /** The form of a new one, when it is open. */
  add: EntryForm | null;
}

/** The two pages of the catalogue. */
export const emrViews: View[] = [
  { label: "Catalogue", href: "/admin/emr-systems" },
  { label: "Matrix criteria", href: "/admin/emr-systems/criteria" },
];

const abilityWords = { yes: "Yes", no: "No", ask: "Ask" };
const ability = (name: "sftp" | "rest" | "fhir", head: string): Column<EmrRow> => ({
  key: name,
  head,
  cell: ({ profile }) => <span className={profile[name] === "ask" ? "gh-dim" : ""}>{abilityWords[profile[name]]}</span>,
});

const columns: Column<EmrRow>[] = [
  {
    key: "product",
    head: "EMR system",
    link: true,
    cut: 32,
    cell: ({ product, version }) => [product, version].filter(Boolean).join(" "),
  },
  { key: "vendor", head: "Vendor", cut: 24, cell: ({ vendor }) => <span className="gh-dim">{vendor}</span> },
  ability("sftp", "SFTP"),
  ability("rest", "REST"),
  ability("fhir", "FHIR"),
  { key: "fit", head: "Best fit", cell: ({ bestFit }) => bestFit },
  { key: "totals", head: "SFTP : REST", align: "right", cell: ({ totals }) => totals },
  {
    key: "given",
    head: "Rated",
    cell: ({ given }) => (given > 0 ? "Yes" : <span className="gh-dim">Usual scores</span>),
  },
  { key: "live", head: "Live", align: "right", cell: ({ live }) => live },
];

const empty = {
  found: { title: "No EMR system fits", text: "Clear the search, or look among the retired ones." },
  retired: { title: "None is retired", text: "A retired system is not offered to practices any more." },
  active: { title: "The catalogue is empty", text: "Practices name their system in words until it has one." },
};

/** The EMR systems the lab knows: what each can do and how it is rated. */
export function EmrCataloguePage({ rows, views, retired, filtered, canManage, add, edit }: Props) {
  return (
    <Panes
      side={
        add ? (
          <EmrEntryForm title="New EMR system" closeHref="/admin/emr-systems" entry={add} edit={edit} isNew />
        ) : null
      }
      sideLabel="New EMR system"
      title="EMR systems"
    >
      <div className={styles.page}>
        <PageHeader
          title="EMR systems"
          actions={
            <>
              <ViewTabs label="EMR systems" views={emrViews} />
              {canManage ? (
                <Button component={Link} to="/admin/emr-systems?add=1" variant="default" size="xs">
                  Add EMR system
                </Button>
              ) : null}
            </>
          }
        />
        <div>
          <ListBar label="Active and retired" views={views} search={{ placeholder: "Search" }} keep={["view"]} />
          <DataTable
            label="EMR systems"
            columns={columns}
            rows={rows}
            rowId={({ id }) => id}
            rowHref={({ href }) => href}
            empty={<EmptyState {...empty[filtered ? "found" : retired ? "retired" : "active"]} />}
            keys
          />
        </div>
      </div>
    </Panes>
  );
}

type Props = EmrCataloguePageProps & { edit: Edit };
