import {
  type ConnectionContext,
  type ConnectionEvent,
  type ConnectionGuard,
  connectionGuards,
  connectionMachine,
} from "./machine";

/**
 * What the connection's machine allows and refuses, read from the machine itself: for the picture of it, and for the words
 * of a refusal. Pure.
 */
type EventName = ConnectionEvent["type"];

/** One way of the machine: `event` leads from a state to a state, when every guard holds. */
export type Way = { event: EventName; from: string; to: string; guards: ConnectionGuard[] };

/** Why an event does nothing now. `missing`: the gate items that hold it back. */
export type Explained = { code: string; message: string; missing?: string[] };

/** What an event would do in a state. */
export type Prospect = { event: EventName } & ({ kind: "open"; to: string } | ({ kind: "refused" } & Explained));

/** Every way there is, in the machine's own order. */
export const ways: readonly Way[] = Object.values(connectionMachine.states).flatMap((state) =>
  [...state.transitions].flatMap(([event, transitions]) =>
    transitions.map((transition) => ({
      event: event as EventName,
      from: state.key,
      to: transition.target?.[0]?.key ?? state.key,
      guards: guardsOf(transition.guard),
    })),
  ),
);

/** A guard's name, or the names of those it joins. */
function guardsOf(guard: unknown): ConnectionGuard[] {
  if (guard === undefined) return [];
  if (typeof guard === "string") return [guard as ConnectionGuard];
  return (guard as unknown as { guards: ConnectionGuard[] }).guards;
}

const reasons: Record<ConnectionGuard, Omit<Explained, "missing">> = {
  gateGreen: { code: "gate-not-green", message: "No-go: the gate is not green." },
  gateNotGreen: { code: "gate-green", message: "All seven gate items are green." },
  endpointsReady: {
    code: "endpoints-not-ready",
    message: "Both endpoints need a pinned host key and a passed check first.",
  },
  planned: { code: "not-planned", message: "Nothing of the kind is asked for or planned." },
  notPlanned: { code: "planned", message: "It is asked for or planned already. Cancel that first to ask again." },
  mayAgree: {
    code: "second-person",
    message: "Nothing waits for you to agree: nothing is asked for, or you are the one who asked for it.",
  },
  agreed: {
    code: "second-person",
    message: "This lab goes live, and puts a change into force, only when a second person has agreed.",
  },
  due: { code: "not-due", message: "It is planned for later. Cancel the plan to go live sooner." },
  earlierSigned: { code: "no-earlier", message: "No earlier configuration was tested and signed." },
  earlierGreen: {
    code: "earlier-not-green",
    message:
      "The gate of the earlier configuration is no longer green; the connection has to be paused to return to it.",
  },
  candidate: { code: "no-candidate", message: "No changed configuration stands beside the one in force." },
  candidateGreen: { code: "gate-not-green", message: "No-go: the gate of the changed configuration is not green." },
  explained: {
    code: "not-explained",
    message: "Differences on real messages are not accepted yet, or nothing was compared.",
  },
};

/** Why `event` is refused in `state`; asked only when it is. */
export function explain(state: string, event: EventName, context: ConnectionContext): Explained {
  const here = ways.find((way) => way.from === state && way.event === event);
  // What opens the door is held back by the gate first, whatever the state.
  const opens = event === "goLive" || event === "goLiveDue" || event === "resume";
  const failed = here?.guards.find((guard) => !connectionGuards[guard](context));
  const guard = failed ?? (opens && context.missing.length > 0 ? "gateGreen" : undefined);
  if (guard === "gateGreen") return { ...reasons.gateGreen, missing: context.missing };
  if (guard === "candidateGreen") return { ...reasons.candidateGreen, missing: context.candidateMissing };
  if (guard) return reasons[guard];
  const states = [...new Set(ways.filter((way) => way.event === event).map((way) => way.from))];
  return {
    code: "not-now",
    message: `The connection is ${state}; this is for one that is ${list(states)}.`,
  };
}

/** What each of the machine's events would do to a connection in `state`, in the order in which the machine knows them. */
export function outlook(state: string, context: ConnectionContext): Prospect[] {
  const snapshot = connectionMachine.resolveState({ value: state as "live", context });
  const events = [...new Set(ways.map((way) => way.event))];
  return events.map((event): Prospect => {
    const open = ways.find((way) => way.from === state && way.event === event);
    return open && snapshot.can({ type: event })
      ? { event, kind: "open", to: open.to }
      : { event, kind: "refused", ...explain(state, event, context) };
  });
}

const list = (words: string[]) =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
