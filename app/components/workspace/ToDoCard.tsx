import { Form } from "@remix-run/react";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { SelectField, TextField } from "../forms/fields";
import { ToneIcon } from "../state/ToneIcon";
import { ExactTime } from "../Time";
import styles from "./endpoints.module.css";
import box from "./workspace.module.css";

export interface ToDo {
  id: string;
  what: string;
  party: "lab" | "practice" | "vendor";
  /** Who does it, by name; empty when only the party is known. */
  owner: string;
  /** YYYY-MM-DD. */
  due: string | null;
  doneAt: string | null;
  doneBy: string | null;
}

export interface ToDoCardProps {
  canEdit: boolean;
  rows: ToDo[];
  /** What most connections need and is not on the list yet. */
  usual: { what: string; party: ToDo["party"] }[];
  errors: Record<string, string>;
  typed: Record<string, string | string[]> | null;
}

const parties: Record<ToDo["party"], string> = { lab: "The lab", practice: "The practice", vendor: "The EMR's vendor" };

/** What people have to do before the two sides reach each other, with whose turn each is. */
export function ToDoCard({ canEdit, rows, usual, errors, typed }: ToDoCardProps) {
  const open = rows.filter((row) => row.doneAt === null).length;
  return (
    <section className={box.box} aria-label="To do">
      <h2 className={box.boxTitle}>
        To do <span className="gh-dim">{open === 0 ? "nothing is open" : `${open} open`}</span>
      </h2>
      {rows.length === 0 ? (
        <p className={box.pad}>
          Firewalls, fingerprints, people to call: what settings cannot do is kept here. What is the practice's turn
          stands in its portal too.
        </p>
      ) : (
        <ul className={styles.toDos}>
          {rows.map((row) => (
            <li key={row.id} data-done={row.doneAt !== null || undefined}>
              <ToneIcon tone={row.doneAt ? "good" : "wait"} />
              <span>
                {row.what}
                <span className={styles.who}>
                  {row.owner ? `${row.owner}, ${parties[row.party].toLowerCase()}` : parties[row.party]}
                  {row.doneAt ? (
                    <>
                      , done <ExactTime at={row.doneAt} /> by {row.doneBy ?? "somebody"}
                    </>
                  ) : row.due ? (
                    `, by ${dayOf(row.due)}`
                  ) : null}
                </span>
              </span>
              {canEdit ? (
                <Form method="post">
                  <input type="hidden" name="id" value={row.id} />
                  <input type="hidden" name="done" value={String(row.doneAt === null)} />
                  <SubmitButton intent="tickToDo" match={{ id: row.id }} variant="default" size="xs">
                    {row.doneAt ? "Open again" : "Done"}
                  </SubmitButton>
                </Form>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {canEdit && usual.length > 0 ? (
        <div className={styles.usual}>
          <span className="gh-dim">Often needed</span>
          {usual.map((one) => (
            <Form method="post" key={one.what}>
              <input type="hidden" name="what" value={one.what} />
              <input type="hidden" name="party" value={one.party} />
              <SubmitButton intent="addToDo" match={{ what: one.what }} variant="default" size="xs">
                {one.what}
              </SubmitButton>
            </Form>
          ))}
        </div>
      ) : null}
      {canEdit ? (
        <Form method="post" className={box.form} key={rows.length}>
          <FormFields errors={errors} defaultValues={{ party: "vendor", ...(typed ?? {}) }} scope="todo">
            <FieldErrors errors={errors} scope="todo" />
            <div className={styles.adding}>
              <TextField name="what" label="What has to be done" />
              <SelectField
                name="party"
                label="Whose turn"
                options={Object.entries(parties).map(([value, label]) => ({ value, label }))}
              />
              <TextField
                name="owner"
                label="Who"
                optional
                help="By name or e-mail address; with an account they are told."
              />
              <TextField name="due" label="By" type="date" optional />
            </div>
            <div>
              <SubmitButton intent="addToDo" match={{ scope: "own" }} variant="default">
                Add to the list
              </SubmitButton>
            </div>
          </FormFields>
        </Form>
      ) : null}
    </section>
  );
}

/** A day without a time belongs to no zone: it is read as it was written. */
const dayOf = (day: string) =>
  new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T12:00:00Z`),
  );
