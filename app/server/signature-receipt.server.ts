import { desc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { connections, signOffs } from "~/db/schema/connections";
import { type Args, param } from "./context.server";
import { recordFile } from "./printed-record.server";
import { receiptPdf } from "./receipt-document.server";
import { requireActor, requireSubject } from "./session.server";

/** The receipt of a connection's newest signature, for the practice. */
export async function downloadReceipt(args: Args): Promise<Response> {
  const actor = await requireActor(args, "portal.view");
  const id = param(args, "id");
  const [found] = await database().select().from(connections).where(eq(connections.id, id));
  requireSubject(actor, "connection.view", found);
  const [newest] = await database()
    .select({ id: signOffs.id })
    .from(signOffs)
    .where(eq(signOffs.connectionId, id))
    .orderBy(desc(signOffs.at))
    .limit(1);
  const bytes = newest && (await receiptPdf(newest.id));
  if (!bytes) throw new Response(null, { status: 404 });
  return recordFile(bytes, `Signature-${id}.pdf`, "application/pdf");
}
