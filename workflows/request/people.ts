import { eq } from "drizzle-orm";
import { users } from "~/db/schema/people";
import type { Writer } from "~/db/transaction";
import type { RequestRow } from "../dispatch";

/** The people of the practice who follow its requests: whoever asked, and the clinical contact named in the form. */
export async function providerAddresses(db: Pick<Writer, "select">, row: RequestRow): Promise<string[]> {
  const [asker] = await db.select({ email: users.email }).from(users).where(eq(users.id, row.createdBy));
  return [asker?.email ?? "", row.form.contacts.clinical.email];
}
