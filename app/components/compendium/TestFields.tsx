import { useState } from "react";
import type { OrderQuestion, ReferenceRange, ResultComponent } from "~/db/schema/compendium";
import { TextField } from "../forms/fields";
import styles from "./compendium.module.css";
import { Entries, EntryChoice, EntryField } from "./Entries";
import type { ItemPageProps } from "./ItemPage";
import { LoincField } from "./LoincField";
import { LoincSuggestions } from "./LoincSuggestions";
import { LoincTerms } from "./use-loinc";

const emptyRange: ReferenceRange = { sex: "any", ageFrom: null, ageTo: null, low: "", high: "", text: "" };
const emptyComponent: ResultComponent = { code: "", name: "", loinc: "", unit: "", ranges: [] };
const emptyQuestion: OrderQuestion = { code: "", text: "", answer: "text", choices: [], required: false };

const sexes = [
  { value: "any", label: "Anyone" },
  { value: "female", label: "Female" },
  { value: "male", label: "Male" },
];
const answers = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "date", label: "Date" },
  { value: "choice", label: "One of these" },
];
const yesNo = [
  { value: "false", label: "May be left out" },
  { value: "true", label: "Required" },
];

/** The fields of a test after its names. */
export function TestFields({ values, components, questions, prices, terms, suggestions }: ItemPageProps) {
  const [taken, setTaken] = useState("");
  return (
    <LoincTerms.Provider value={terms}>
      <div className={styles.grid}>
        <TextField name="specimen" label="Specimen" />
        <TextField name="container" label="Container" />
        <TextField name="volume" label="Volume" />
        <TextField name="stability" label="Stability" optional />
        <TextField name="turnaroundDays" label="Turnaround" inputMode="numeric" suffix="days" />
        <TextField name="synonyms" label="Synonyms" optional help="With commas between them." />
        <TextField name="cpt" label="CPT" />
        <LoincField key={taken} place="loinc" value={taken || String(values.loinc ?? "")} />
        <TextField name="listPriceCents" label="List price" suffix="USD" help="Such as 12.60" />
      </div>
      <LoincSuggestions suggestions={taken ? [] : suggestions} onTake={setTaken} />
      <section className={styles.section} aria-label="Result components">
        <h2>Result components</h2>
        <Entries
          name="components"
          noun="component"
          initial={components}
          empty={emptyComponent}
          below={(component, place) => <Ranges place={place} ranges={component.ranges} />}
        >
          {(component, place) => (
            <>
              <EntryField place={`${place}.code`} label="Code" value={component.code} />
              <EntryField place={`${place}.name`} label="Name" value={component.name} />
              <LoincField place={`${place}.loinc`} value={component.loinc} />
              <EntryField place={`${place}.unit`} label="Unit, UCUM" value={component.unit} />
            </>
          )}
        </Entries>
      </section>
      <section className={styles.section} aria-label="Asked at the order">
        <h2>Asked at the order</h2>
        <Entries name="questions" noun="question" initial={questions} empty={emptyQuestion}>
          {(question, place) => (
            <>
              <EntryField place={`${place}.code`} label="Code" value={question.code} />
              <EntryField place={`${place}.text`} label="Question" value={question.text} />
              <EntryChoice place={`${place}.answer`} label="Answer" value={question.answer} options={answers} />
              <EntryField place={`${place}.choices`} label="To choose from" value={question.choices.join(", ")} />
              <EntryChoice
                place={`${place}.required`}
                label="Must be answered"
                value={String(question.required)}
                options={yesNo}
              />
            </>
          )}
        </Entries>
      </section>
      <section className={styles.section} aria-label="Further prices">
        <h2>Further prices</h2>
        <Entries name="prices" noun="price" initial={prices} empty={{ list: "", cents: "", from: "" }}>
          {(price, place) => (
            <>
              <EntryField place={`${place}.list`} label="Price list" value={price.list} />
              <EntryField place={`${place}.cents`} label="Price, USD" value={price.cents} />
              <EntryField place={`${place}.from`} label="From" value={price.from} type="date" />
            </>
          )}
        </Entries>
      </section>
    </LoincTerms.Provider>
  );
}

/** What a value is normal between, for whom. */
function Ranges({ place, ranges }: { place: string; ranges: ReferenceRange[] }) {
  return (
    <div className={styles.below}>
      <Entries name={`${place}.ranges`} noun="range" initial={ranges} empty={emptyRange}>
        {(range, at) => (
          <>
            <EntryChoice place={`${at}.sex`} label="For" value={range.sex} options={sexes} />
            <EntryField place={`${at}.ageFrom`} label="From age" value={range.ageFrom} />
            <EntryField place={`${at}.ageTo`} label="To age" value={range.ageTo} />
            <EntryField place={`${at}.low`} label="Low" value={range.low} />
            <EntryField place={`${at}.high`} label="High" value={range.high} />
            <EntryField place={`${at}.text`} label="In words" value={range.text} />
          </>
        )}
      </Entries>
    </div>
  );
}
