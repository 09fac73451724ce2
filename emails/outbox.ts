import { newId } from "~/db/ids";
import type { Letter } from "~/db/schema/operations";
import { mails } from "~/db/schema/operations";
import type { Transaction } from "~/db/transaction";
import { sealLink } from "./sealed-link";

/**
 * Puts a letter into the outbox, in the transaction that causes it: no change without its mail, no mail without its change.
 * `cause` names that change, such as `request.approve req_…`. `token`: the secret that ends the letter's link; it is kept
 * sealed.
 */
export async function queueMail(
  tx: Transaction,
  to: readonly string[],
  cause: string,
  letter: Letter,
  token?: string,
): Promise<void> {
  const addresses = [...new Set(to.filter((address) => address.includes("@")))];
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
