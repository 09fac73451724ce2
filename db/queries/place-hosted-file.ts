import { hostedFiles } from "../schema/transports";
import { withTransaction } from "../transaction";

/** A file for a partner on our own server; `messageId` when it holds a message. */
export type ForPartner = { account: string; name: string; bytes: Buffer; messageId?: string | undefined };

/** Puts a file where the partner fetches it. False when one of that name is there; it is not touched. */
export async function placeHostedFile({ account, name, bytes, messageId }: ForPartner): Promise<boolean> {
  const placed = await withTransaction((tx) =>
    tx.db
      .insert(hostedFiles)
      .values({
        account,
        folder: "from-lab",
        name,
        bytes,
        size: bytes.length,
        messageId: messageId ?? null,
        modifiedAt: new Date(),
      })
      .onConflictDoNothing()
      .returning({ name: hostedFiles.name }),
  );
  return placed.length > 0;
}
