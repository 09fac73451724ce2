import { and, eq, inArray } from "drizzle-orm";
import { newId } from "~/db/ids";
import { mailPreferences } from "~/db/schema/mail-preferences";
import type { Letter } from "~/db/schema/operations";
import { mails } from "~/db/schema/operations";
import { users } from "~/db/schema/people";
import type { Transaction } from "~/db/transaction";
import { kindOf, type MailCause } from "./kinds";
import { sealLink } from "./sealed-link";

/**
 * Puts a letter into the outbox, in the transaction that causes it: no change without its mail, no mail without its change.
 * One for each address, and none for people who do not want its kind. `token`: the secret that ends the letter's link; it
 * is kept sealed.
 */
export async function queueMail(
  tx: Transaction,
  to: readonly string[],
  cause: MailCause,
  letter: Letter,
  token?: string,
): Promise<void> {
  const given = [...new Set(to.filter((address) => address.includes("@")))];
  if (given.length === 0) return;
  const unwanted = await tx.db
    .select({ email: users.email })
    .from(mailPreferences)
    .innerJoin(users, eq(users.id, mailPreferences.userId))
    .where(and(eq(mailPreferences.kind, kindOf(cause)), inArray(users.email, given)));
  const addresses = given.filter((address) => !unwanted.some(({ email }) => email === address));
  if (addresses.length === 0) return;
  await tx.db.insert(mails).values(
    addresses.map((address) => {
      const id = newId("mai");
      return {
        id,
        to: address,
        subject: letter.subject,
        letter: token === undefined ? letter : sealLink(letter, token, id),
        cause,
        state: "pending" as const,
      };
    }),
  );
  tx.notify("mail");
}
