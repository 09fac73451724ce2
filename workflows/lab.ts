import { and, arrayContains, eq, isNull } from "drizzle-orm";
import { database } from "~/db/client";
import { settings } from "~/db/schema/operations";
import { type Role, users } from "~/db/schema/people";
import { businessCalendars, labCalendarId } from "~/db/schema/sla";
import type { Writer } from "~/db/transaction";
import type { BusinessCalendar } from "./request/sla";

/** Facts about the lab that runs this installation. */
export type Lab = {
  name: string;
  shortName: string;
  calendar: BusinessCalendar;
  escalationEmail: string;
  phone: string;
  contactName: string;
};

const fallback: Omit<Lab, "calendar"> = {
  name: "Your laboratory",
  shortName: "The lab",
  escalationEmail: "",
  phone: "",
  contactName: "",
};

export async function getLab(db: Pick<Writer, "select"> = database()): Promise<Lab> {
  const [row] = await db
    .select({ calendar: businessCalendars, facts: settings.value })
    .from(businessCalendars)
    .leftJoin(settings, eq(settings.key, "lab"))
    .where(eq(businessCalendars.id, labCalendarId));
  if (!row) throw new Error("The lab's calendar is missing.");
  return { ...fallback, ...(JSON.parse(row.facts ?? "{}") as Partial<Lab>), calendar: row.calendar };
}

/** E-mail addresses of everybody who has a role and may sign in. */
export async function addressesOf(db: Pick<Writer, "select">, role: Role): Promise<string[]> {
  const rows = await db
    .select({ email: users.email })
    .from(users)
    .where(and(arrayContains(users.roles, [role]), isNull(users.disabledAt)));
  return rows.map((row) => row.email);
}
