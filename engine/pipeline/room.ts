import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { errorCode, withTransaction } from "~/db/transaction";

/** SQLSTATE 53100: the database's disk is full. */
const diskFull = "53100";
const key = "database/full";

/**
 * Tells people when the database has no room left, and when it has again. Nothing is lost by that: what cannot be stored is
 * not taken from its source. Where not even the alert can be stored, the log has it.
 */
export function watchRoom() {
  let told: boolean | undefined;
  return {
    async failed(error: unknown): Promise<void> {
      if (told || errorCode(error) !== diskFull) return;
      await withTransaction((tx) =>
        raiseAlert(tx, {
          key,
          kind: "database",
          severity: "stop",
          connectionId: null,
          title: "The database has no room left",
          detail:
            "Nothing is taken in and nothing goes out until there is. Nothing was lost: files stay at their sources, and messages wait. Make room on the database's disk; work goes on by itself.",
        }),
      );
      told = true;
    },
    /** A lane has done its work, so there is room. Costs nothing but the first time. */
    async worked(): Promise<void> {
      if (told === false) return;
      await withTransaction((tx) => resolveAlerts(tx, [key]));
      told = false;
    },
  };
}
