import { asc, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { businessCalendars, defaultPolicyId, slaPolicies } from "~/db/schema/sla";
import type { Writer } from "~/db/transaction";
import type { CalendarRow, SlaPolicy, SlaRules } from "./sla-clock";

/** The rules in force: policies in the order in which they are tried, the default last. */
export const loadSlaRules = () => Promise.all([selectPolicies(database()), selectCalendars(database())]).then(rulesOf);

/**
 * The same within a transaction, held until it ends: who starts a clock (`share`) and who changes the rules (`update`)
 * wait for each other, so no clock is started under rules that have just been replaced.
 */
export const holdSlaRules = async (db: Writer, strength: "share" | "update"): Promise<SlaRules> =>
  rulesOf([await selectPolicies(db).for(strength), await selectCalendars(db).for(strength)]);

const rulesOf = ([policies, calendars]: [SlaPolicy[], CalendarRow[]]): SlaRules => ({ policies, calendars });

const selectPolicies = (db: Pick<Writer, "select">) =>
  db
    .select()
    .from(slaPolicies)
    .orderBy(sql`${slaPolicies.id} = ${defaultPolicyId}`, asc(slaPolicies.position), asc(slaPolicies.id));

const selectCalendars = (db: Pick<Writer, "select">) =>
  db.select().from(businessCalendars).orderBy(asc(businessCalendars.name), asc(businessCalendars.id));
