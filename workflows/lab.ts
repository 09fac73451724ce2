import { and, arrayContains, eq, isNull } from "drizzle-orm";
import { database } from "~/db/client";
import { settings } from "~/db/schema/operations";
import { type Role, users } from "~/db/schema/people";
import type { Writer } from "~/db/transaction";
import { defaultCalendar, type LabCalendar } from "./request/sla";

/** Facts about the lab that runs this installation. */
export type Lab = {
  name: string;
  shortName: string;
  calendar: LabCalendar;
  escalationEmail: string;
  phone: string;
  contactName: string;
};

const fallback: Lab = {
  name: "Your laboratory",
  shortName: "The lab",
  calendar: defaultCalendar,
  escalationEmail: "",
  phone: "",
  contactName: "",
};

export async function getLab(db: Pick<Writer, "select"> = database()): Promise<Lab> {
  const [row] = await db.select().from(settings).where(eq(settings.key, "lab"));
  return row ? { ...fallback, ...(JSON.parse(row.value) as Partial<Lab>) } : fallback;
}

/** E-mail addresses of everybody who has a role and may sign in. */
export async function addressesOf(db: Pick<Writer, "select">, role: Role): Promise<string[]> {
  const rows = await db
    .select({ email: users.email })
    .from(users)
    .where(and(arrayContains(users.roles, [role]), isNull(users.disabledAt)));
  return rows.map((row) => row.email);
}
