import { Callout } from "../data/Callout";
import { ExactTime } from "../Time";
import styles from "./compendium.module.css";
import type { Conflict } from "./types";

/** Both versions field by field; for each field one of them is taken. Stands inside the item's form. */
export function ConflictChoice({ conflict }: { conflict: Conflict }) {
  return (
    <Callout
      tone="warn"
      title={`${conflict.by} has changed ${conflict.code} while you had it open. Nothing of yours is lost.`}
      live
    >
      <p>
        Choose for each field which one stays. Theirs is from <ExactTime at={conflict.at} />.
      </p>
      <table className={styles.lines}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Theirs</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {conflict.lines.map(({ field, label, theirs, mine }) => (
            <tr key={field}>
              <td>{label}</td>
              {(["theirs", "mine"] as const).map((whose) => (
                <td key={whose}>
                  <label>
                    <input
                      type="radio"
                      name={`choice.${field}`}
                      value={whose}
                      defaultChecked={whose === "mine"}
                      aria-label={`${label}: ${whose === "mine" ? "yours" : "theirs"}, ${whose === "mine" ? mine : theirs}`}
                    />{" "}
                    {whose === "mine" ? mine : theirs}
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Callout>
  );
}
