import { desc, eq } from "drizzle-orm";
import type { DevMailProps, MailState } from "~/app/components/pages/DevMailPage";
import { database } from "~/db/client";
import { mails } from "~/db/schema/operations";
import { renderLetter } from "~/emails/render";
import { openLink } from "~/emails/sealed-link";
import { getLab } from "~/workflows/lab";
import type { Args } from "./context.server";

const words: Record<string, MailState> = {
  pending: "queued",
  sending: "queued",
  sent: "sent",
  failed: "failed",
  "in-doubt": "failed",
};

/** The outbox, in demo mode only: where mails end when there is no SMTP server. */
export async function loadDevMail(args: Args): Promise<DevMailProps> {
  const { demo, publicUrl } = args.context.gatehouse;
  if (!demo) throw new Response(null, { status: 404 });
  const opened = new URL(args.request.url).searchParams.get("mail");
  const [rows, [open], lab] = await Promise.all([
    database().select().from(mails).orderBy(desc(mails.createdAt)).limit(100),
    opened ? database().select().from(mails).where(eq(mails.id, opened)) : [],
    getLab(),
  ]);
  const head = (mail: typeof mails.$inferSelect) => ({
    id: mail.id,
    to: mail.to,
    subject: mail.subject,
    state: words[mail.state] ?? "queued",
    at: (mail.sentAt ?? mail.createdAt).toISOString(),
  });
  return {
    mails: rows.map((mail) => ({ ...head(mail), href: `/dev/mail?mail=${mail.id}` })),
    opened: open
      ? {
          ...head(open),
          from: lab.name,
          ...(await renderLetter(openLink(open.letter, open.id), { labName: lab.name, publicUrl })),
          ...(open.lastError && { failure: open.lastError }),
        }
      : null,
  };
}
