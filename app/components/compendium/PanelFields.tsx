import { useState } from "react";
import { PickList } from "../forms/choices";
import { fieldId, useErrors } from "../forms/context";
import { SelectField, TextField } from "../forms/fields";
import { PanelPrice } from "../panels/PanelPrice";
import styles from "./compendium.module.css";
import type { ItemPageProps } from "./ItemPage";
import { MemberList } from "./MemberList";

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
        <MemberList members={members} onChange={setMembers} />
      </section>
      <div className={styles.grid}>
        <div onChange={(event) => setPrice((event.target as HTMLInputElement).value)}>
          <TextField name="preferredPriceCents" label="Price of the panel" suffix="USD" help="Such as 12.60" />
        </div>
        <div className={styles.wide}>
          <PanelPrice price={price} members={members} />
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
