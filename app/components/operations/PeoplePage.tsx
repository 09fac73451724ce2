import { Avatar } from "@mantine/core";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { ToneBadge } from "../state/StateBadge";
import { RelativeTime } from "../Time";
import styles from "./operations.module.css";

/** Somebody who may sign in. */
export interface Person {
  id: string;
  name: string;
  initials: string;
  email: string;
  roles: string[];
  practice?: string | undefined;
  lastSeen?: string | null | undefined;
  disabled: boolean;
}

export interface PeoplePageProps {
  people: Person[];
}

const columns: Column<Person>[] = [
  {
    key: "name",
    head: "Name",
    cell: (person) => (
      <span className={styles.person}>
        <Avatar size={22} radius="xl" color="teal" aria-hidden>
          {person.initials}
        </Avatar>
        <span className={person.disabled ? styles.retired : styles.strong}>{person.name}</span>
      </span>
    ),
  },
  {
    key: "email",
    head: "Email",
    cell: (person) => (
      <a href={`mailto:${person.email}`} className={styles.mail}>
        {person.email}
      </a>
    ),
  },
  {
    key: "roles",
    head: "Roles",
    cell: (person) =>
      person.roles.length === 0 ? (
        <span className="gh-dim">–</span>
      ) : (
        <span className={styles.roles}>
          {person.roles.map((role) => (
            <span key={role} className={styles.role}>
              {role}
            </span>
          ))}
        </span>
      ),
  },
  {
    key: "practice",
    head: "Practice",
    cut: 32,
    cell: (person) => person.practice ?? <span className="gh-dim">Laboratory</span>,
  },
  {
    key: "seen",
    head: "Last seen",
    cell: (person) => (person.lastSeen ? <RelativeTime at={person.lastSeen} /> : <span className="gh-dim">Never</span>),
  },
  {
    key: "state",
    head: "Sign-in",
    cell: (person) =>
      person.disabled ? (
        <ToneBadge tone="off" plain>
          Disabled
        </ToneBadge>
      ) : (
        <span className="gh-dim">Allowed</span>
      ),
  },
];

/** Everybody who may sign in, and what they may do. */
export function PeoplePage({ people }: PeoplePageProps) {
  const disabled = people.filter((person) => person.disabled).length;
  return (
    <div className={styles.page}>
      <PageHeader
        title="People"
        aside={`${people.length - disabled} may sign in${disabled > 0 ? `, ${disabled} disabled` : ""}`}
      />
      <div className={styles.rows}>
        <DataTable
          label="People"
          columns={columns}
          rows={people}
          rowId={(person) => person.id}
          empty={<EmptyState title="Nobody yet" text="People appear here once an account is made for them." />}
        />
      </div>
    </div>
  );
}
