import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useFetcher } from "@remix-run/react";
import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { PickList } from "../forms/choices";
import { fieldId, useErrors } from "../forms/context";
import { SelectField, TextField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import styles from "./compendium.module.css";
import type { ItemPageProps } from "./ItemPage";

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

/** The fields of a panel after its names. */
export function PanelFields({ members: initial, values, practices, sales }: ItemPageProps) {
  const [members, setMembers] = useState(initial);
  const [price, setPrice] = useState(String(values.preferredPriceCents ?? ""));
  const [scope, setScope] = useState(String(values.scope ?? "all"));
  const error = useErrors().members;
  return (
    <>
      <section className={styles.section} aria-label="Members" id={fieldId("members")} tabIndex={-1}>
        <h2>Members</h2>
        {error ? (
          <p data-tone="stop" style={{ color: "var(--tone)" }}>
            {error}
          </p>
        ) : null}
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
                  onReplace={(next) =>
                    setMembers((before) => before.map((one) => (one.code === member.code ? next : one)))
                  }
                />
              ) : null}
              <span className={`gh-num ${styles.price}`}>{dollars(member.cents)}</span>
              <ActionIcon
                size={26}
                variant="subtle"
                color="gray"
                aria-label={`Take ${member.code} out`}
                onClick={() => setMembers((before) => before.filter((one) => one.code !== member.code))}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <AddMember
          taken={new Set(members.map(({ code }) => code))}
          onAdd={(member) => setMembers((before) => [...before, member])}
        />
      </section>
      <div className={styles.grid}>
        <div onChange={(event) => setPrice((event.target as HTMLInputElement).value)}>
          <TextField name="preferredPriceCents" label="Price of the panel" suffix="USD" help="Such as 12.60" />
        </div>
        <div className={styles.wide}>
          <PriceBar price={price} members={members} />
        </div>
        <SelectField name="scope" label="Offered to" options={scopes} onChange={setScope} />
        <SelectField name="salesOwnerId" label="Sales owner" options={[{ value: "", label: "Nobody" }, ...sales]} />
      </div>
      {scope === "practices" ? (
        <PickList
          name="practiceIds"
          legend="Practices that may order it"
          choices={practices}
          placeholder="Find a practice"
          nothing="No practice by that name."
        />
      ) : null}
    </>
  );
}

const scopes = [
  { value: "all", label: "All clients" },
  { value: "practices", label: "Named practices" },
];

/** The panel's price against what its members cost alone, as a bar and in words. */
function PriceBar({ price, members }: { price: string; members: readonly Member[] }) {
  const sum = members.reduce((total, { cents }) => total + cents, 0);
  const own = Math.round(Number(price) * 100);
  const share = sum > 0 && Number.isFinite(own) ? own / sum : 0;
  const saving = Math.round((1 - share) * 100);
  return (
    <div>
      <p>
        Its members alone: <b className="gh-num">{dollars(sum)} USD</b>
        {share > 0 ? (saving > 0 ? `; the panel is ${saving} % below` : "; the panel costs no less") : ""}
      </p>
      <div className={styles.priceBar} aria-hidden>
        <span style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }} />
      </div>
    </div>
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
            <button key={member.code} type="button" onClick={() => onAdd(member)}>
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
