import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { PageHeader } from "../../data/PageHeader";
import { Avatar } from "../../shell/Logo";
import { ToneBadge } from "../../state/StateBadge";
import { RelativeTime } from "../../Time";
import styles from "./admin.module.css";
import type { PeoplePageProps } from "./types";

export type { PeoplePageProps } from "./types";

type Person = PeoplePageProps["people"][number];

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((part) => part[0] ?? "")
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join("")
    .toUpperCase();

const columns: Column<Person>[] = [
  {
    key: "name",
    head: "Name",
    cell: (row) => (
      <span className={styles.person}>
        <Avatar initials={initials(row.name)} />
        <strong>{row.name}</strong>
      </span>
    ),
  },
  { key: "email", head: "E-mail", cell: (row) => <span className="gh-dim">{row.email}</span>, cut: 32 },
  { key: "roles", head: "Roles", cell: (row) => row.roles.join(", ") || "None" },
  {
    key: "practice",
    head: "Practice",
    cell: (row) => row.practice ?? <span className="gh-dim">The lab</span>,
    cut: 32,
  },
  {
    key: "active",
    head: "Account",
    cell: (row) =>
      row.active ? (
        <span className="gh-dim">Active</span>
      ) : (
        <ToneBadge tone="off" plain>
          Closed
        </ToneBadge>
      ),
  },
  {
    key: "seen",
    head: "Last seen",
    align: "right",
    cell: (row) => (row.lastSeenAt ? <RelativeTime at={row.lastSeenAt} /> : <span className="gh-dim">Never</span>),
  },
];

/** Everybody with an account, what they may do, where they belong. */
export function PeoplePage({ people }: PeoplePageProps) {
  return (
    <>
      <PageHeader title="People" aside={people.length === 1 ? "1 account" : `${people.length} accounts`} />
      <div className={styles.list}>
        <DataTable
          label="People"
          columns={columns}
          rows={people}
          rowId={(row) => row.id}
          empty={<EmptyState title="Nobody yet" text="Accounts are made on the command line." />}
        />
      </div>
    </>
  );
}
