import { type and, desc, eq, inArray, sql } from "drizzle-orm";
import type { MailPageProps, MailRow, MailState } from "~/app/components/pages/MailPage";
import type { MailSettingsProps } from "~/app/components/pages/MailSettingsPage";
import { database } from "~/db/client";
import { mails } from "~/db/schema/operations";
import { mailKinds } from "~/emails/kinds";
import { renderLetter } from "~/emails/render";
import { openLink, withoutLink } from "~/emails/sealed-link";
import { getLab, type Lab } from "~/workflows/lab";
import { chooseMails, kindsFor, mutedKinds, sendMailAgain } from "~/workflows/mail/commands";
import { specimens } from "~/workflows/mail/gallery";
import type { Args } from "./context.server";
import { done, refused } from "./respond.server";
import { requireActor } from "./session.server";

const shownAtMost = 100;
const states: Record<string, MailState> = {
  pending: "queued",
  sending: "queued",
  sent: "sent",
  failed: "failed",
  "in-doubt": "in-doubt",
};
const undelivered = ["failed", "in-doubt"] as const;

type MailPageData = Omit<MailPageProps, "formError">;

/** The outbox, in demo mode only: where mails end when there is no SMTP server. */
export async function loadDevMail(args: Args): Promise<MailPageData> {
  if (!args.context.gatehouse.demo) throw new Response(null, { status: 404 });
  return {
    ...(await outbox(args, undefined, false)),
    title: "Demo mail outbox",
    aside: "Letters are kept here instead of being sent.",
    views: [],
    empty: "Submit or decide a request, and the letters it causes show up here.",
  };
}

/** The outbox for administrators; `view`: all, what was not delivered, or one specimen of each letter. */
export async function loadMail(args: Args): Promise<MailPageData> {
  await requireActor(args, "mail.view");
  const view = new URL(args.request.url).searchParams.get("view") ?? "all";
  const failed = view === "failed";
  const [counts, shown] = await Promise.all([
    database().select({ n: sql<number>`count(*)::int` }).from(mails).where(inArray(mails.state, undelivered)),
    view === "gallery" ? gallery(args) : outbox(args, failed ? inArray(mails.state, undelivered) : undefined, true),
  ]);
  const open = counts[0]?.n ?? 0;
  return {
    ...shown,
    title: "Mail",
    aside: "What Gatehouse writes to people, and what became of it.",
    views: [
      { label: "All", href: "/admin/mail", current: !failed && view !== "gallery" },
      { label: "Not delivered", href: "/admin/mail?view=failed", count: open, urgent: open > 0, current: failed },
      { label: "How each one reads", href: "/admin/mail?view=gallery", current: view === "gallery" },
    ],
    empty: failed
      ? "Every letter was taken by the mail server."
      : "Submit or decide a request, and its letters are here.",
  };
}

/** `intent=sendAgain`: a letter that was not delivered goes to the mail server once more. */
export async function actOnMail(args: Args) {
  const actor = await requireActor(args, "mail.sendAgain");
  const id = String((await args.request.formData()).get("id") ?? "");
  const outcome = await sendMailAgain(actor, id);
  return outcome.kind === "done"
    ? done(`/admin/mail?mail=${id}`, "On its way again", "Whether it was taken shows here in a moment.")
    : refused(outcome);
}

type Shown = Pick<MailPageData, "mails" | "opened" | "look">;

const asked = (args: Args) => {
  const { searchParams } = new URL(args.request.url);
  const look = searchParams.get("look") === "dark" ? ("dark" as const) : ("light" as const);
  return { id: searchParams.get("mail"), look };
};

async function outbox(args: Args, which: ReturnType<typeof and>, mayAct: boolean): Promise<Shown> {
  const { id, look } = asked(args);
  const [rows, [open], lab] = await Promise.all([
    database().select().from(mails).where(which).orderBy(desc(mails.createdAt)).limit(shownAtMost),
    id ? database().select().from(mails).where(eq(mails.id, id)) : [],
    getLab(),
  ]);
  const head = (mail: typeof mails.$inferSelect): MailRow => ({
    id: mail.id,
    to: mail.to,
    subject: mail.subject,
    state: states[mail.state] ?? "queued",
    at: (mail.sentAt ?? mail.createdAt).toISOString(),
  });
  return {
    look,
    mails: rows.map(head),
    opened: open
      ? {
          ...head(open),
          ...(await rendered(args, mayAct ? withoutLink(open.letter) : openLink(open.letter, open.id), lab, look)),
          ...(open.lastError && { failure: open.lastError }),
          canSendAgain: mayAct && (open.state === "failed" || open.state === "in-doubt"),
        }
      : null,
  };
}

async function gallery(args: Args): Promise<Shown> {
  const { id, look } = asked(args);
  const lab = await getLab();
  const all = specimens(lab, new Date());
  const open = all.find((one) => one.id === id) ?? all[0];
  const head = (one: (typeof all)[number]): MailRow => ({
    id: one.id,
    to: `${mailKinds[one.kind].label}: ${one.to === "lab" ? "to the lab" : "to the practice"}`,
    subject: one.letter.subject,
  });
  return {
    look,
    mails: all.map(head),
    opened: open ? { ...head(open), ...(await rendered(args, open.letter, lab, look)), canSendAgain: false } : null,
  };
}

async function rendered(args: Args, letter: Parameters<typeof renderLetter>[0], lab: Lab, look: "light" | "dark") {
  const { publicUrl } = args.context.gatehouse;
  return { from: lab.name, ...(await renderLetter(letter, { labName: lab.name, publicUrl }, look)) };
}

/** Which mails the person wants. */
export async function loadMailSettings(args: Args): Promise<MailSettingsProps> {
  const actor = await requireActor(args, "account.change");
  const muted = await mutedKinds(actor.id);
  const kinds = kindsFor(actor.roles);
  return {
    email: actor.email,
    kinds: kinds.map((kind) => ({ value: kind, label: mailKinds[kind].label })),
    defaultValues: { kinds: kinds.filter((kind) => !muted.has(kind)) },
  };
}

/** Keeps that choice. */
export async function actOnMailSettings(args: Args) {
  const actor = await requireActor(args, "account.change");
  const wanted = (await args.request.formData()).getAll("kinds").map(String);
  const outcome = await chooseMails(actor, wanted);
  const page = new URL(args.request.url).pathname.replace(/\.data$/, "");
  return outcome.kind === "done" ? done(page, "Saved", "From now on you get the mails you chose.") : refused(outcome);
}
