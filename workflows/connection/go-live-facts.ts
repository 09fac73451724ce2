import { and, desc, eq, lt } from "drizzle-orm";
import { signOffs } from "~/db/schema/connections";
import { goLivePlans } from "~/db/schema/go-live";
import type { Writer } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import type { ConnectionRow } from "../dispatch";
import { getGoLiveRules } from "./go-live-rules";
import type { ConnectionContext } from "./machine";

export type GoLivePlan = typeof goLivePlans.$inferSelect;
type Reader = Pick<Writer, "select">;

/** The go-live that is planned for a connection. */
export async function findPlan(connectionId: string, db: Reader): Promise<GoLivePlan | undefined> {
  const [plan] = await db
    .select()
    .from(goLivePlans)
    .where(and(eq(goLivePlans.connectionId, connectionId), eq(goLivePlans.state, "open")));
  return plan;
}

/** The newest configuration before the one in force that a practice has signed; undefined when there is none. */
export async function earlierSigned(
  row: Pick<ConnectionRow, "id" | "configurationVersion">,
  db: Reader,
): Promise<number | undefined> {
  const [signed] = await db
    .select({ version: signOffs.configurationVersion })
    .from(signOffs)
    .where(and(eq(signOffs.connectionId, row.id), lt(signOffs.configurationVersion, row.configurationVersion ?? 0)))
    .orderBy(desc(signOffs.configurationVersion))
    .limit(1);
  return signed?.version;
}

/** What the machine asks of a connection's go-live, for the one who acts; `earlier` as {@link earlierSigned} finds it. */
export async function goLiveFacts(
  db: Reader,
  row: ConnectionRow,
  actor: Actor,
  now = new Date(),
): Promise<Pick<ConnectionContext, "planned" | "mayAgree" | "agreed" | "due"> & { earlier: number | undefined }> {
  const [plan, rules, earlier] = await Promise.all([findPlan(row.id, db), getGoLiveRules(db), earlierSigned(row, db)]);
  const step = row.state === "live" ? "switch-over" : "go-live";
  const version = step === "switch-over" ? row.candidateVersion : row.configurationVersion;
  const fits = plan?.step === step && plan.configurationVersion === version;
  const person = personId(actor);
  return {
    // A switch-over that was asked for another change is over with it.
    planned: plan !== undefined && (fits || step === "go-live"),
    mayAgree: fits && plan.agreedBy === null && person !== null && person !== plan.askedBy,
    agreed:
      plan && (fits || step === "go-live")
        ? fits && (!rules.secondPerson || plan.agreedBy !== null)
        : !rules.secondPerson,
    due: !plan?.scheduledFor || plan.scheduledFor <= now,
    earlier,
  };
}
