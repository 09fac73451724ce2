import { data } from "@remix-run/node";
import type { SlaMove, SlaRulesPageProps } from "~/app/components/operations/SlaRulesPage";
import { defaultPolicyId, labCalendarId } from "~/db/schema/sla";
import type { Actor } from "~/workflows/actor";
import { may } from "~/workflows/policy";
import {
  changeSla,
  fingerprint,
  type Move,
  newCalendarId,
  newPolicyId,
  previewSlaChange,
  type SlaChange,
  whyItStays,
} from "~/workflows/request/change-sla";
import type { CalendarRow, SlaPolicy, SlaRules } from "~/workflows/request/sla-clock";
import { calendarForm, policyForm } from "~/workflows/request/sla-form";
import { loadSlaRules } from "~/workflows/request/sla-rules";
import { clockWords, hoursWords } from "./business-hours.server";
import type { Args } from "./context.server";
import { done, fieldErrors, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

const page = "/sla/rules";
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const hoursOf = (hours: CalendarRow["week"][number]) =>
  hours ? `${clockWords(hours.opensAt)}-${clockWords(hours.closesAt)}` : "";

/** Policies and calendars; `policy` or `calendar` in the URL is the one that is open (`new` for a new one). */
export async function loadSlaRulesPage(args: Args): Promise<SlaRulesPageProps> {
  const actor = await requireActor(args, "sla.view");
  const params = new URL(args.request.url).searchParams;
  const rules = await loadSlaRules();
  const open = may(actor, "sla.manage") ? openOf(rules, params) : null;
  return {
    policies: rules.policies.map((policy) => ({
      id: policy.id,
      name: policy.name,
      fits: fitsWords(policy),
      targetHours: policy.targetMinutes / 60,
      warnPercent: policy.warnPercent,
      calendar: rules.calendars.find(({ id }) => id === policy.calendarId)?.name ?? "",
    })),
    calendars: rules.calendars.map((calendar) => ({
      id: calendar.id,
      name: calendar.name,
      hours: hoursWords(calendar),
      days: calendar.days.length,
    })),
    zones: ["UTC", ...Intl.supportedValuesOf("timeZone")],
    canManage: may(actor, "sla.manage"),
    open,
  };
}

function fitsWords({ id, mode, tier }: SlaPolicy): string {
  if (id === defaultPolicyId) return "Every other request";
  const modeWords = mode && { bidirectional: "orders and results", "results-only": "results only" }[mode];
  const words = [tier && `tier ${tier}`, modeWords].filter(Boolean).join(", ");
  return words ? `Requests of ${words}` : "Every request";
}

function openOf(rules: SlaRules, params: URLSearchParams): SlaRulesPageProps["open"] {
  const [policyId, calendarId] = [params.get("policy"), params.get("calendar")];
  if (policyId) {
    const policy = rules.policies.find(({ id }) => id === policyId);
    if (!policy && policyId !== "new") throw new Response(null, { status: 404 });
    return {
      kind: "policy",
      id: policyId,
      title: policy?.name ?? "New policy",
      isDefault: policyId === defaultPolicyId,
      values: {
        name: policy?.name ?? "",
        mode: policy?.mode ?? "",
        tier: policy?.tier ?? "",
        targetMinutes: String((policy?.targetMinutes ?? 960) / 60),
        warnPercent: String(policy?.warnPercent ?? 75),
        escalationEmail: policy?.escalationEmail ?? "",
        calendarId: policy?.calendarId ?? rules.calendars[0]?.id ?? "",
        position: String(policy ? Math.min(policy.position, 999) : rules.policies.length),
      },
    };
  }
  if (!calendarId) return null;
  const calendar = rules.calendars.find(({ id }) => id === calendarId);
  if (!calendar && calendarId !== "new") throw new Response(null, { status: 404 });
  return {
    kind: "calendar",
    id: calendarId,
    title: calendar?.name ?? "New calendar",
    isDefault: calendarId === labCalendarId,
    values: {
      name: calendar?.name ?? "",
      timeZone: calendar?.timeZone ?? rules.calendars[0]?.timeZone ?? "UTC",
      ...Object.fromEntries(weekdays.map((day, i) => [day, hoursOf(calendar?.week[i] ?? null)])),
      days: (calendar?.days ?? [])
        .map(({ date, hours, name }) => [date, hoursOf(hours), name].filter(Boolean).join(" "))
        .join("\n"),
    },
  };
}

/** `intent`: `preview` shows which clocks the change moves, `save` makes it as it was shown, `remove` asks to remove it. */
export async function actOnSlaRules(args: Args) {
  const actor = await requireActor(args, "sla.manage");
  const form = await args.request.formData();
  const typed = valuesOf(form);
  const change = await changeOf(form);
  if ("errors" in change) return invalid(change.errors, typed);
  if (form.get("intent") === "save") return settle(actor, change, String(form.get("seen") ?? ""), typed);
  const stays = whyItStays(await loadSlaRules(), change);
  if (stays) return refused({ kind: "refused", code: "stays", message: stays }, typed);
  return data({ errors: {}, values: typed, preview: shown(change, await previewSlaChange(change)) });
}

async function changeOf(form: FormData): Promise<SlaChange | { errors: Record<string, string> }> {
  const rules = await loadSlaRules();
  const [kind, id] = [String(form.get("kind")), String(form.get("id"))];
  const known = (kind === "calendar" ? rules.calendars : rules.policies).some((one) => one.id === id);
  if (!known && id !== "new") throw new Response(null, { status: 404 });
  if (form.get("intent") === "remove" || form.get("removes") === "yes") {
    return { kind: kind === "calendar" ? "remove-calendar" : "remove-policy", id };
  }
  const fields = Object.fromEntries(form);
  if (kind === "calendar") {
    const parsed = calendarForm.safeParse(fields);
    if (!parsed.success) return { errors: fieldErrors(parsed.error.issues) };
    return { kind: "calendar", id: known ? id : newCalendarId(), calendar: parsed.data };
  }
  const parsed = policyForm.safeParse(
    id === defaultPolicyId ? { ...fields, mode: "", tier: "", position: "999" } : fields,
  );
  if (!parsed.success) return { errors: fieldErrors(parsed.error.issues) };
  if (!rules.calendars.some((one) => one.id === parsed.data.calendarId))
    return { errors: { calendarId: "Choose a calendar." } };
  return { kind: "policy", id: known ? id : newPolicyId(), policy: parsed.data };
}

async function settle(actor: Actor, change: SlaChange, seen: string, typed: ReturnType<typeof valuesOf>) {
  const outcome = await changeSla(actor, change, seen);
  if (outcome.kind === "stale") {
    const formError = "Since you looked, other clocks would move. Look again, then save.";
    return data({ errors: {}, formError, values: typed, preview: shown(change, outcome.moves) }, { status: 409 });
  }
  if (outcome.kind !== "done") return refused(outcome, typed);
  const clocks = outcome.moved === 1 ? "1 clock moved." : `${outcome.moved} clocks moved.`;
  return done(page, doneWords[change.kind], outcome.moved > 0 ? clocks : "No clock moved.");
}

const doneWords = {
  policy: "Policy saved",
  "remove-policy": "Policy removed",
  calendar: "Calendar saved",
  "remove-calendar": "Calendar removed",
} as const satisfies Record<SlaChange["kind"], string>;

const shown = (change: SlaChange, moves: Move[]) => ({
  seen: fingerprint(moves),
  removes: change.kind === "remove-policy" || change.kind === "remove-calendar",
  moves: moves.map(
    ({ id, practice, from, to }): SlaMove => ({
      id,
      practice,
      href: `/approvals/${id}`,
      fromDue: from.dueAt?.toISOString() ?? null,
      toDue: to.dueAt?.toISOString() ?? null,
      fromMinutes: (from.leftMs ?? 0) / 60_000,
      toMinutes: (to.leftMs ?? 0) / 60_000,
    }),
  ),
});
