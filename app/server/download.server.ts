import { openAttachment } from "~/workflows/attachments/commands";
import { type Args, param } from "./context.server";
import { savedAs } from "./saved-as.server";
import { requirePerson } from "./session.server";

/**
 * An attachment, to be saved and never shown: whatever it is, it does nothing in this site's name. That its kind is not
 * guessed at (`nosniff`) every response of the server says.
 */
export async function downloadAttachment(args: Args): Promise<Response> {
  const actor = await requirePerson(args);
  const opened = await openAttachment(actor, param(args, "id"));
  if (opened.kind !== "done") throw new Response(null, { status: 404 });
  const { name, mediaType, content } = opened.row;
  return new Response(new Uint8Array(content), {
    headers: {
      "Content-Type": mediaType,
      "Content-Length": String(content.length),
      "Content-Disposition": savedAs(name),
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cache-Control": "private, no-store",
    },
  });
}
