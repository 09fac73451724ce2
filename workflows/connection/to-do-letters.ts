import type { Letter } from "~/db/schema/operations";
import type { ToDoParty } from "~/db/schema/set-up";

/** What the mails about a to-do say, to whoever it is given to. Pure. */
type About = { id: string; emrName: string };
type ToDo = { what: string; party: ToDoParty; due: string | null };

/** A day without a time belongs to no zone: it is read as it was written. */
const dayWords = (day: string) =>
  new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));

const facts = (about: About, { what, due }: ToDo): Pick<Letter, "facts"> => ({
  facts: [
    { label: "To do", value: what },
    { label: "Connection", value: about.emrName },
    ...(due ? [{ label: "By", value: dayWords(due) }] : []),
  ],
});

/** A practice's people have the list in their portal, the lab's on the connection's page. */
const list = (about: About, { party }: ToDo) =>
  party === "practice"
    ? { label: "Open it in the portal", path: `/portal/connections/${about.id}` }
    : { label: "Open the list", path: `/connections/${about.id}/endpoints` };

export const toDoGiven = (about: About, toDo: ToDo & { by: string }): Letter => ({
  subject: `For you: ${toDo.what}`,
  heading: "Something is yours to do",
  paragraphs: [`${toDo.by} put this on the list of the connection for ${about.emrName}, with your name.`],
  ...facts(about, toDo),
  action: list(about, toDo),
});

export const toDoOverdue = (about: About, toDo: ToDo): Letter => ({
  subject: `Overdue: ${toDo.what}`,
  heading: "Something of yours is overdue",
  paragraphs: [
    `It is still open on the list of the connection for ${about.emrName}. Do it, or tell the others what keeps you; tick it off when it is done.`,
  ],
  ...facts(about, toDo),
  action: list(about, toDo),
});
