import { Form } from "@remix-run/react";
import { SubmitButton } from "../forms/buttons";
import { ToneIcon } from "../state/ToneIcon";
import { ExactTime } from "../Time";
import styles from "./portal.module.css";

export interface PortalToDosProps {
  rows: { id: string; what: string; owner: string; due: string | null; doneAt: string | null }[];
}

/** What the lab asks the practice to do for this connection; ticked off here. */
export function PortalToDos({ rows }: PortalToDosProps) {
  if (rows.length === 0) return null;
  return (
    <section className={styles.box} aria-label="Asked of you">
      <ul className={styles.rows}>
        {rows.map((row) => (
          <li key={row.id}>
            <ToneIcon tone={row.doneAt ? "good" : "wait"} size={15} />
            <span>
              {row.what}
              <span className={styles.muted}>
                {row.owner ? ` ${row.owner}.` : ""}
                {row.doneAt ? (
                  <>
                    {" "}
                    Done <ExactTime at={row.doneAt} />
                  </>
                ) : row.due ? (
                  ` By ${dayOf(row.due)}.`
                ) : null}
              </span>
            </span>
            {row.doneAt ? null : (
              <Form method="post">
                <input type="hidden" name="id" value={row.id} />
                <SubmitButton intent="tickToDo" match={{ id: row.id }} variant="default">
                  Done
                </SubmitButton>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A day without a time belongs to no zone: it is read as it was written. */
const dayOf = (day: string) =>
  new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" }).format(
    new Date(`${day}T12:00:00Z`),
  );
