import { asc, eq, inArray } from "drizzle-orm";
import type { RollOutProps } from "~/app/components/operations/RollOut";
import { database } from "~/db/client";
import { stateHistory } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import type { Actor } from "~/workflows/actor";
import type { RollOutRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import type { FleetMember } from "~/workflows/template/fleet";
import {
  cancelRollOut,
  changeWaves,
  newestRollOut,
  planRollOut,
  resumeRollOut,
  startWave,
  stopRollOut,
  tryWaveAgain,
} from "~/workflows/template/roll-out";
import { loadRollOutFacts, type Member } from "~/workflows/template/roll-out-facts";
import { defaultWaves, wavesOf } from "~/workflows/template/waves";
import { done, invalid, refused, valuesOf } from "./respond.server";

/** The roll-out of a template that is under way, or that ended last, with its waves as they stand now. */
export async function loadRollOut(actor: Actor, name: string): Promise<RollOutProps["rollOut"]> {
  const row = await newestRollOut(name);
  if (!row) return null;
  const [facts, history] = await Promise.all([
    loadRollOutFacts(row),
    database().select().from(stateHistory).where(eq(stateHistory.subjectId, row.id)).orderBy(asc(stateHistory.id)),
  ]);
  const owners = await database()
    .select({ id: practices.id, name: practices.name })
    .from(practices)
    .where(inArray(practices.id, ["", ...facts.members.map((member) => member.practiceId)]));
  const starts = history.filter((event) => event.event === "startWave");
  const last = history.at(-1);
  const waves = wavesOf(facts, new Date());
  const next = waves.find((wave) => wave.number > row.wave);
  const nextLive = facts.members.filter((one) => one.wave === next?.number && one.state === "live").length;
  const mayAct = may(actor, "template.rollOut");
  const open = row.state !== "finished" && row.state !== "cancelled";
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    reason: row.reason,
    watch: minutesWords(row.cleanMinutes),
    last: last ? { by: last.actorName, at: last.at.toISOString(), event: last.event } : null,
    waves: waves.map((wave) => ({
      number: wave.number,
      state: wave.state,
      live: wave.live,
      awaited: wave.awaited,
      cleanAt: wave.cleanAt?.toISOString() ?? null,
      started: startOf(starts[wave.number - 1]),
      members: facts.members
        .filter((member) => member.wave === wave.number)
        .map((member) => ({
          id: member.connectionId,
          connection: `${owners.find((one) => one.id === member.practiceId)?.name ?? "A practice"}, ${member.emr}`,
          href: `/connections/${member.connectionId}`,
          state: member.state,
          text: memberWords(member, row),
          failures: member.failures,
        })),
    })),
    can: {
      change: mayAct && open && next !== undefined,
      start: mayAct && row.state === "ready" && next ? { wave: next.number, live: nextLive } : null,
      again: mayAct && row.state === "rolling" && facts.members.some((one) => one.wave === row.wave && isUnmoved(one)),
      stop: mayAct && (row.state === "ready" || row.state === "rolling"),
      resume: mayAct && row.state === "stopped",
      cancel: mayAct && open,
    },
  };
}

const isUnmoved = (member: Member) => member.outcome !== "moved";
const startOf = (event: typeof stateHistory.$inferSelect | undefined) =>
  event ? { by: event.actorName, at: event.at.toISOString() } : null;

function memberWords(member: Member, row: RollOutRow): string {
  if (member.outcome === "left") return `Not moved: ${member.reason ?? "it could not take the version."}`;
  if (member.outcome === null) return member.wave > row.wave ? "" : "Not moved yet";
  if (!member.runs) return "Another version was chosen for it since";
  const configuration = `Configuration ${member.configurationVersion} runs ${row.version}`;
  return member.wasRunning ? configuration : `${configuration}; it was not live before`;
}

/** How long a wave may be watched, as people choose it. */
const watchChoices = [0, 30, 120, 480, 1_440, 4_320];
function minutesWords(minutes: number): string {
  if (minutes === 0) return "not at all";
  const [count, unit] =
    minutes < 120 ? [minutes, "minute"] : minutes < 2_880 ? [minutes / 60, "hour"] : [minutes / 1_440, "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** What a plan starts with: the connections that do not run the newest version, a canary of one, then the rest. */
export function loadPlan(fleet: readonly FleetMember[], newest: string | undefined): RollOutProps["plan"] {
  const older = fleet.filter((one) => one.version !== newest);
  const waves = defaultWaves(older);
  return {
    waves: Object.fromEntries(waves.map((one) => [one.connectionId, one.wave])),
    watch: watchChoices.map((minutes) => ({ value: String(minutes), label: minutesWords(minutes) })),
  };
}

/** The waves as they were chosen: fields called `wave:<connection>`, empty for one that stays out. */
const chosenWaves = (form: FormData) =>
  [...form].flatMap(([field, value]) => {
    const wave = Number(value);
    return field.startsWith("wave:") && Number.isInteger(wave) && wave > 0 && wave < 100
      ? [{ connectionId: field.slice(5), wave }]
      : [];
  });

/** `intent`: `planRollOut`, `changeWaves`, `startWave`, `tryAgain`, `stop`, `resume` or `cancel`. Nothing for any other. */
export async function actOnRollOut(actor: Actor, name: string, form: FormData) {
  const id = String(form.get("rollOut") ?? "");
  const text = (field: string) => String(form.get(field) ?? "");
  const page = `/templates/${name}#rollout`;
  if (form.get("intent") === "planRollOut") {
    const outcome = await planRollOut(actor, {
      templateName: name,
      version: text("toVersion"),
      cleanMinutes: Number(text("watch")),
      plan: chosenWaves(form),
    });
    if (outcome.kind === "done") return done(page, "Roll-out planned", "Nothing changes before you start a wave.");
    if (outcome.kind === "refused") return invalid({ connection: outcome.message }, valuesOf(form));
    return refused(outcome, valuesOf(form));
  }
  const commands = {
    changeWaves: () => changeWaves(actor, id, chosenWaves(form)),
    startWave: () => startWave(actor, id),
    tryAgain: () => tryWaveAgain(actor, id),
    stopRollOut: () => stopRollOut(actor, id, text("reason")),
    resumeRollOut: () => resumeRollOut(actor, id),
    cancelRollOut: () => cancelRollOut(actor, id, text("reason")),
  };
  const words: Record<keyof typeof commands, string> = {
    changeWaves: "Waves changed",
    startWave: "Wave started",
    tryAgain: "Tried again",
    stopRollOut: "Roll-out stopped",
    resumeRollOut: "Roll-out goes on",
    cancelRollOut: "Roll-out ended",
  };
  const intent = (Object.keys(commands) as (keyof typeof commands)[]).find((one) => one === form.get("intent"));
  if (!intent) return undefined;
  const outcome = await commands[intent]();
  if (outcome.kind === "done") return done(page, words[intent]);
  if (outcome.kind === "refused" && outcome.code === "reason") return invalid({ reason: outcome.message });
  return refused(outcome);
}
