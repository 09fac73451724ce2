import { Disclosure } from "../console/parts/Disclosure";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./self-test.module.css";

/** A message that stopped, in words its practice understands. */
export interface Fault {
  id: string;
  title: string;
  /** What is wrong. */
  problem: string;
  /** It was meant to stop: nothing is wrong with the connection. */
  meant: boolean;
  turn: "lab" | "practice";
  next: string;
  /** The field at fault: where, how it is called, what it is for, what was expected. */
  field: { place: string; name: string; about: string; expected: string[] } | null;
  /** The message as it came, part by part; empty where there is nothing to read. `masked`: patient data, left out. */
  parts: {
    key: string;
    title: string;
    fields: { number: number; name: string; text: string; masked: boolean; fault: boolean }[];
  }[];
}

/** What is wrong with a message, what was expected, and whose turn it is; the message itself on request. */
export function MessageFault({ fault, lab }: { fault: Fault; lab: string }) {
  const { field, parts, meant } = fault;
  return (
    <div className={styles.fault} data-meant={meant || undefined}>
      <p className={styles.faultTitle}>
        <ToneIcon tone={meant ? "good" : "stop"} size={15} />
        <span>
          <strong>{fault.title}</strong>: {fault.problem}
        </span>
      </p>
      {field ? (
        <dl className={styles.field}>
          <dt>Field</dt>
          <dd>
            {field.name} <span className="gh-dim">{field.place}</span>
          </dd>
          {field.about ? (
            <>
              <dt>What it is for</dt>
              <dd>{field.about}</dd>
            </>
          ) : null}
          {field.expected.length > 0 ? (
            <>
              <dt>Expected</dt>
              <dd>{field.expected.join(" ")}</dd>
            </>
          ) : null}
        </dl>
      ) : null}
      <p className={styles.faultNext}>
        {meant ? (
          "It was meant to stop here."
        ) : (
          <>
            <strong>{fault.turn === "lab" ? `${lab}’s turn.` : "Your turn."}</strong> {fault.next}
          </>
        )}
      </p>
      {parts.length > 0 ? (
        <Disclosure label="Open your message" size="sm">
          <p className={styles.note}>As your EMR sent it. Patient data is left out.</p>
          {parts.map((part) => (
            <table key={part.key} className={styles.part}>
              <caption>{part.title}</caption>
              <tbody>
                {part.fields.map((one) => (
                  <tr key={one.number} data-fault={one.fault || undefined}>
                    <th scope="row">{one.name}</th>
                    <td>
                      {one.masked ? <span className="gh-dim">left out</span> : <code>{one.text}</code>}
                      {one.fault ? <strong> {one.text === "" ? "empty, and at fault" : "at fault"}</strong> : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          ))}
        </Disclosure>
      ) : null}
    </div>
  );
}
