import { kindOf, type MailCause } from "~/emails/kinds";
import type { MailAttachment } from "~/emails/transport";

/**
 * The files that go with a mail, made when it is sent from what its cause names. What they are made of never changes, so a
 * mail that is tried again carries the same. @throws when the file cannot be made; the mail then waits
 */
export async function attachmentsOf(cause: MailCause): Promise<MailAttachment[]> {
  if (kindOf(cause) !== "signature.receipt") return [];
  // Loaded when the first one is wanted: a worker that sends none does without the printer.
  const { receiptPdf } = await import("~/app/server/receipt-document.server");
  const id = cause.slice(cause.indexOf(" ") + 1);
  const content = await receiptPdf(id);
  return content ? [{ filename: `Signature-${id}.pdf`, contentType: "application/pdf", content }] : [];
}
