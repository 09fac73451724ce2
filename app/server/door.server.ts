import { data, redirect } from "@remix-run/node";
import { asc, eq, isNull } from "drizzle-orm";
import type { InvitationsPageProps } from "~/app/components/console/approvals/InvitationsPage";
import type { InvitationPageProps } from "~/app/components/pages/InvitationPage";
import type { PortalPeopleProps } from "~/app/components/pages/PortalPeoplePage";
import type { SignUpPageProps } from "~/app/components/pages/SignUpPage";
import { database } from "~/db/client";
import { practices } from "~/db/schema/people";
import { emrSystems } from "~/db/schema/requests";
import type { Refusal } from "~/workflows/dispatch";
import { acceptInvitation, openInvitation } from "~/workflows/door/accept";
import {
  askToSignUp,
  invitationState,
  inviteColleague,
  invitePractice,
  labInvitations,
  openInvitationsOf,
  resendInvitation,
  withdrawInvitation,
} from "~/workflows/door/invitations";
import { changePerson, peopleOf, personChanges } from "~/workflows/door/people";
import { getLab } from "~/workflows/lab";
import { may } from "~/workflows/policy";
import { type Args, newNonce } from "./context.server";
import { writeSessionToken } from "./cookies.server";
import { rateLimit } from "./rate-limit.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { findUser, homeOf, requireActor } from "./session.server";

/** Five sign-ups from one address, then one in two minutes; three mails to one address, then one in eight hours. */
const fromAddress = rateLimit({ burst: 5, perSecond: 1 / 120 });
const toAddress = rateLimit({ burst: 3, perSecond: 1 / (8 * 3_600) });

/** The link is in the address: nothing keeps the page, nothing lists it. */
const linkHeaders = { "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow" };

const text = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

/** A refusal about one field stands beside it; any other above the form. */
const refusedForm = (outcome: Refusal, form: FormData) =>
  outcome.kind === "refused" && outcome.field
    ? invalid({ [outcome.field]: outcome.message }, valuesOf(form))
    : refused(outcome, valuesOf(form));

export async function loadSignUp(args: Args): Promise<SignUpPageProps> {
  const user = await findUser(args);
  if (user) throw redirect(homeOf(user.roles));
  const lab = await getLab();
  return {
    demo: args.context.gatehouse.demo,
    labName: lab.shortName,
    nonce: newNonce(),
    errors: {},
    defaultValues: {},
  };
}

/** The same answer for an address that is known, one that is not, and one that was written to often enough. */
export async function actOnSignUp(args: Args) {
  const form = await args.request.formData();
  if (fromAddress.take(args.context.clientAddress) > 0) {
    return invalid({ email: "Too many tries from here. Please wait some minutes and try again." }, valuesOf(form));
  }
  const email = text(form, "email");
  const answer = { errors: {}, sentTo: email };
  const practiceName = text(form, "practiceName");
  if (practiceName !== "" && toAddress.take(email.toLowerCase()) > 0) return answer;
  const outcome = await askToSignUp({ email, practiceName });
  return outcome.kind === "done" ? answer : refusedForm(outcome, form);
}

export async function loadInvitation(args: Args) {
  const [lab, opened] = await Promise.all([
    getLab(),
    openInvitation(args.params.token ?? "", args.context.clientAddress),
  ]);
  const state = !opened ? "unknown" : opened.state === "open" && opened.known ? "known" : opened.state;
  const props: InvitationPageProps = {
    demo: args.context.gatehouse.demo,
    labName: lab.shortName,
    phone: lab.phone,
    state,
    practiceName: opened?.row.practice.name ?? "",
    email: state === "open" ? (opened?.row.email ?? "") : "",
    nonce: newNonce(),
    errors: {},
    defaultValues: {},
  };
  return data(props, { status: opened ? 200 : 404, headers: linkHeaders });
}

export async function actOnInvitation(args: Args) {
  const form = await args.request.formData();
  const outcome = await acceptInvitation(
    args.params.token ?? "",
    { name: text(form, "name"), password: String(form.get("password") ?? "") },
    args.context.clientAddress,
  );
  // The page says why it is closed.
  if (outcome.kind === "closed") return redirect(new URL(args.request.url).pathname.replace(/\.data$/, ""));
  if (outcome.kind === "invalid") return invalid(outcome.errors, { name: text(form, "name") });
  const to = outcome.draftId ? `/portal/requests/${outcome.draftId}/edit` : "/portal";
  return redirect(to, { headers: { "Set-Cookie": writeSessionToken(args, outcome.session) } });
}

export async function loadInvitations(args: Args): Promise<InvitationsPageProps> {
  await requireActor(args, "invitation.send");
  const [rows, emrs] = await Promise.all([
    labInvitations(),
    database().select().from(emrSystems).where(isNull(emrSystems.retiredAt)).orderBy(asc(emrSystems.product)),
  ]);
  return {
    rows: rows.map(({ invitation: row, by }) => {
      const state = invitationState(row);
      return {
        id: row.id,
        practice: row.practice.name,
        email: row.email,
        state: state === "open" && row.openedAt ? "opened" : state,
        by,
        sentAt: row.sentAt.toISOString(),
        timesSent: row.timesSent,
        expiresAt: row.expiresAt.toISOString(),
      };
    }),
    emrSystems: emrs.map(({ id, product }) => ({ value: id, label: product })),
    nonce: newNonce(),
    errors: {},
    defaultValues: {},
  };
}

/** `intent=invite` with practice and address; `resend` and `withdraw` with the invitation's `id`. */
export async function actOnInvitations(args: Args) {
  const actor = await requireActor(args, "invitation.send");
  const form = await args.request.formData();
  const id = text(form, "id");
  const email = text(form, "email");
  const intents = {
    invite: {
      run: () =>
        invitePractice(actor, {
          email,
          name: text(form, "name"),
          npi: text(form, "npi"),
          emrSystemId: text(form, "emrSystemId"),
        }),
      said: ["Invitation sent", `To ${email}; the link is good for fourteen days.`],
    },
    resend: { run: () => resendInvitation(actor, id), said: ["Sent again", "With a new link; the old one is closed."] },
    withdraw: { run: () => withdrawInvitation(actor, id), said: ["Invitation withdrawn", "Its link is closed."] },
  } as const;
  const intent = intents[text(form, "intent") as keyof typeof intents];
  if (!intent) throw new Response(null, { status: 400 });
  const outcome = await intent.run();
  const [title, more] = intent.said;
  return outcome.kind === "done" ? done("/invitations", title, more) : refusedForm(outcome, form);
}

export async function loadPortalPeople(args: Args): Promise<PortalPeopleProps> {
  const actor = await requireActor(args, "practice.people");
  const practiceId = actor.practiceId ?? "";
  const canManage = may(actor, "practice.managePeople");
  const [[practice], people, invited] = await Promise.all([
    database().select({ name: practices.name }).from(practices).where(eq(practices.id, practiceId)),
    peopleOf(practiceId),
    openInvitationsOf(practiceId),
  ]);
  return {
    practiceName: practice?.name ?? "your practice",
    people: people.map(({ id, name, email, roles, disabledAt }) => ({
      id,
      name,
      email,
      admin: roles.includes("practice-admin"),
      disabled: disabledAt !== null,
      you: id === actor.id,
    })),
    invited: invited.map(({ invitation: row, by }) => ({
      id: row.id,
      email: row.email,
      by: by ?? "the lab",
      expiresAt: row.expiresAt.toISOString(),
      expired: invitationState(row) === "expired",
    })),
    canManage,
    nonce: newNonce(),
    errors: {},
    defaultValues: {},
  };
}

/** `intent=invite` with an address; `resend` and `withdraw` with an invitation's `id`; a change with a person's `id`. */
export async function actOnPortalPeople(args: Args) {
  const actor = await requireActor(args, "practice.managePeople");
  const form = await args.request.formData();
  const id = text(form, "id");
  const intent = text(form, "intent");
  const change = personChanges.find((one) => one === intent);
  if (change) {
    const outcome = await changePerson(actor, id, change);
    return outcome.kind === "done" ? done("/portal/people", `${outcome.name}: changed`) : refusedForm(outcome, form);
  }
  const intents = {
    invite: { run: () => inviteColleague(actor, text(form, "email")), said: "Invitation sent" },
    resend: { run: () => resendInvitation(actor, id), said: "Sent again, with a new link" },
    withdraw: { run: () => withdrawInvitation(actor, id), said: "Invitation withdrawn" },
  } as const;
  const chosen = intents[intent as keyof typeof intents];
  if (!chosen) throw new Response(null, { status: 400 });
  const outcome = await chosen.run();
  return outcome.kind === "done" ? done("/portal/people", chosen.said) : refusedForm(outcome, form);
}
