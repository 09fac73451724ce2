import type { AgeBar, SlaPageProps } from "~/app/components/operations/SlaPage";
import { queuePage } from "~/db/queries/request-queue";
import { slaAttainment } from "~/db/queries/sla-attainment";
import { getLab } from "~/workflows/lab";
import { loadSlaRules } from "~/workflows/request/sla-rules";
import type { Args } from "./context.server";
import { slaOf } from "./request-queue.server";
import { requireActor } from "./session.server";

const target = 95;
const most = 1_000;
const percent = (part: number, of: number) => (of === 0 ? null : Math.round((part / of) * 100));

/** Attainment of the last twelve weeks and the ages of what waits now. */
export async function loadSla(args: Args): Promise<SlaPageProps> {
  const actor = await requireActor(args, "sla.view");
  const now = new Date();
  const { calendar } = await getLab();
  const [{ weeks, owners }, rules, waiting] = await Promise.all([
    slaAttainment(calendar.timeZone),
    loadSlaRules(),
    queuePage({ view: "waiting", me: actor.id, now }, most),
  ]);
  const clocks = waiting.slice(0, most).flatMap(({ request }) => slaOf(request, rules, now) ?? []);
  const decided = weeks.reduce((sum, week) => sum + week.decided, 0);
  const inTime = weeks.reduce((sum, week) => sum + week.inTime, 0);
  const [latest] = weeks.filter((week) => week.decided > 0).slice(-1);
  return {
    target,
    attained: percent(inTime, decided),
    decided,
    overdue: clocks.filter((clock) => !clock.paused && clock.minutesLeft < 0).length,
    latestMedianHours: latest?.medianHours ?? null,
    weeks: weeks.map((week) => ({ ...week, attained: percent(week.inTime, week.decided) })),
    owners: owners.map((owner) => ({ ...owner, attained: percent(owner.inTime, owner.decided) })),
    ages: agesOf(clocks),
  };
}

type AgeClock = { minutesLeft: number; targetMinutes: number; paused: boolean };

const bands: { label: string; tone: AgeBar["tone"]; fits: (share: number) => boolean }[] = [
  { label: "Under 25 %", tone: "work", fits: (share) => share < 0.25 },
  { label: "25 to 50 %", tone: "work", fits: (share) => share >= 0.25 && share < 0.5 },
  { label: "50 to 75 %", tone: "work", fits: (share) => share >= 0.5 && share < 0.75 },
  { label: "75 to 100 %", tone: "warn", fits: (share) => share >= 0.75 && share <= 1 },
  { label: "Over", tone: "stop", fits: (share) => share > 1 },
];

/** How much of its time each open request has used up, by quarters of its target; those that stand still apart. */
function agesOf(clocks: readonly AgeClock[]): AgeBar[] {
  const shares = clocks
    .filter((clock) => !clock.paused)
    .map((clock) => 1 - clock.minutesLeft / Math.max(1, clock.targetMinutes));
  return [
    ...bands.map(({ label, tone, fits }) => ({ label, tone, count: shares.filter(fits).length })),
    { label: "Paused", tone: "off" as const, count: clocks.length - shares.length },
  ];
}
