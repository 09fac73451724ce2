import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useFetcher } from "@remix-run/react";
import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { ToneBadge } from "../state/StateBadge";
import styles from "./compendium.module.css";

/** A test or panel that is, or could be, in a panel; `cents`: its price alone. */
export interface Member {
  code: string;
  name: string;
  kind: "test" | "panel";
  cents: number;
  ends: boolean;
  replacement: string | null;
}

const dollars = (cents: number) => (cents / 100).toFixed(2);

interface Props {
  members: Member[];
  onChange: (change: (before: Member[]) => Member[]) => void;
}

/** The members of a panel, posted as `members`, with a search that adds to them. */
export function MemberList({ members, onChange }: Props) {
  return (
    <>
      <ul className={styles.members}>
        {members.map((member) => (
          <li key={member.code}>
            <input type="hidden" name="members" value={member.code} />
            <span className={`gh-mono ${styles.code}`}>{member.code}</span>
            <span>{member.name}</span>
            {member.kind === "panel" ? <span className="gh-dim">panel</span> : null}
            {member.ends ? <ToneBadge tone="warn">Ends</ToneBadge> : null}
            {member.ends && member.replacement ? (
              <Replace
                member={member}
                onReplace={(next) => onChange((before) => before.map((one) => (one.code === member.code ? next : one)))}
              />
            ) : null}
            <span className={`gh-num ${styles.price}`}>{dollars(member.cents)}</span>
            <ActionIcon
              size={26}
              variant="subtle"
              color="gray"
              aria-label={`Take ${member.code} out`}
              onClick={() => onChange((before) => before.filter((one) => one.code !== member.code))}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <AddMember
        taken={new Set(members.map(({ code }) => code))}
        onAdd={(member) => onChange((before) => [...before, member])}
      />
    </>
  );
}

type Found = { found: Member[] };

/** A member that ends gives way to what replaces it. */
function Replace({ member, onReplace }: { member: Member; onReplace: (next: Member) => void }) {
  const fetcher = useFetcher<Found>();
  const next = fetcher.data?.found.find(({ code }) => code === member.replacement);
  useEffect(() => {
    if (next) onReplace(next);
  }, [next, onReplace]);
  return (
    <Button
      size="compact-xs"
      variant="default"
      onClick={() => fetcher.load(`/compendium/find?q=${encodeURIComponent(member.replacement ?? "")}`)}
    >
      Put {member.replacement} in its place
    </Button>
  );
}

/** Finds tests and panels to put into the panel. */
function AddMember({ taken, onAdd }: { taken: ReadonlySet<string>; onAdd: (member: Member) => void }) {
  const fetcher = useFetcher<Found>();
  const [query, setQuery] = useState("");
  const find = useDebouncedCallback((q: string) => fetcher.load(`/compendium/find?q=${encodeURIComponent(q)}`), 200);
  const found = (fetcher.data?.found ?? []).filter(({ code }) => !taken.has(code));
  return (
    <div className={styles.form}>
      <TextInput
        type="search"
        size="xs"
        label="Add a member"
        placeholder="Code, name, LOINC, CPT"
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          if (event.currentTarget.value.trim()) find(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.preventDefault();
        }}
      />
      {query.trim() && fetcher.data ? (
        <div className={styles.found}>
          {found.map((member) => (
            <button
              key={member.code}
              type="button"
              onClick={() => {
                onAdd(member);
                setQuery("");
              }}
            >
              <span className="gh-mono">{member.code}</span>
              <span>{member.name}</span>
              <span className={`gh-num ${styles.changeActions}`}>{dollars(member.cents)}</span>
            </button>
          ))}
          {found.length === 0 ? <p className="gh-dim">Nothing fits.</p> : null}
        </div>
      ) : null}
    </div>
  );
}
