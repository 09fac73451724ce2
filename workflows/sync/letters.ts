import type { Letter } from "~/db/schema/operations";
import type { Lab } from "../lab";

/** What the EMR's vendor is told of an update of the compendium. Pure. */
export type AboutSync = {
  practice: string;
  emrName: string;
  release: string;
  effectiveOn: string;
  changes: number;
  whole: boolean;
  /** ISO 8601 day. */
  dueOn: string;
};

const dayWords = (day: string) =>
  new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

const what = ({ changes, whole, practice }: AboutSync) =>
  whole
    ? `All ${changes} tests and panels that ${practice} may order.`
    : `${changes} ${changes === 1 ? "change" : "changes"} to what ${practice} may order.`;

const facts = (about: AboutSync) => [
  { label: "Release", value: about.release },
  { label: "In effect from", value: dayWords(about.effectiveOn) },
  { label: "Please load by", value: dayWords(about.dueOn) },
];

const link = { label: "Get the file and confirm", path: "/updates/" };

export const updateReady = (about: AboutSync, lab: Lab): Letter => ({
  subject: `${lab.shortName}: compendium ${about.release} for ${about.practice}`,
  heading: "An update of the compendium is ready to be loaded",
  paragraphs: [
    what(about),
    `Load the file into ${about.emrName} and confirm it on the page behind the link. Orders with codes that are over are held until then.`,
  ],
  facts: facts(about),
  action: link,
});

export const updateReminder = (about: AboutSync, lab: Lab): Letter => ({
  ...updateReady(about, lab),
  subject: `Reminder from ${lab.shortName}: compendium ${about.release} for ${about.practice}`,
  heading: "An update of the compendium has not been confirmed",
});
