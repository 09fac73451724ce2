import { Select } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useField } from "../forms/context";
import { TextField } from "../forms/fields";
import styles from "./RequestFormPage.module.css";
import type { EmrOption } from "./request-form";

const other = { value: "other", label: "Another system" };
const abilityWords = { yes: "yes", no: "no", ask: "we ask the vendor" };
const hostingWords = { vendor: "at the vendor", practice: "at the practice", either: "at the vendor or the practice" };

/** The catalogue of EMR products: a box that finds by product or vendor, by keyboard too; and what the product can do. */
export function EmrPicker({ emrSystems, onChoose }: { emrSystems: EmrOption[]; onChoose: () => void }) {
  const field = useField("emr.systemId");
  const [system, setSystem] = useState<string | null>(field.text || null);
  const chosen = emrSystems.find((each) => each.id === system);
  const words = new Map(emrSystems.map(({ id, label, vendor }) => [id, `${label} ${vendor}`.toLowerCase()]));
  const vendors = new Map(emrSystems.map(({ id, vendor }) => [id, vendor]));
  const first = useRef(true);
  // The choice reaches the form with the next drawing; only then can it be saved.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the choice alone is the occasion
  useEffect(() => {
    if (first.current) first.current = false;
    else onChoose();
  }, [system]);
  return (
    <div data-field="emr.systemId">
      <Select
        id={field.id}
        name="emr.systemId"
        label="EMR system"
        size={field.size}
        searchable
        clearable={false}
        allowDeselect={false}
        selectFirstOptionOnChange
        placeholder="Type its name or its vendor's"
        data={[...emrSystems.map(({ id, label }) => ({ value: id, label })), other]}
        value={system}
        onChange={setSystem}
        maxDropdownHeight={280}
        filter={({ options, search }) => {
          const wanted = search.trim().toLowerCase();
          return options.filter(
            (option) =>
              !("group" in option) && (option.value === "other" || (words.get(option.value) ?? "").includes(wanted)),
          );
        }}
        renderOption={({ option }) => (
          <span>
            {option.label}
            <span className={styles.vendor}>{vendors.get(option.value) ?? "Not in the list? Name it below."}</span>
          </span>
        )}
        {...(field.error ? { error: field.error } : {})}
      />
      <div className={styles.known} aria-live="polite">
        {chosen?.note ? (
          <p>
            <strong>We know this one.</strong> {chosen.note}
          </p>
        ) : null}
        {chosen ? (
          <dl className={styles.profile}>
            <Ability name="SFTP" can={chosen.profile.sftp} />
            <Ability name="REST" can={chosen.profile.rest} />
            <Ability name="FHIR" can={chosen.profile.fhir} />
            <div>
              <dt>Runs</dt>
              <dd>{hostingWords[chosen.profile.hosting]}</dd>
            </div>
          </dl>
        ) : null}
      </div>
      {system === "other" ? (
        <div className={styles.other}>
          <TextField name="emr.otherName" label="Name of the system" help="As it says on its sign-in page." />
        </div>
      ) : null}
    </div>
  );
}

function Ability({ name, can }: { name: string; can: "yes" | "no" | "ask" }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{abilityWords[can]}</dd>
    </div>
  );
}
