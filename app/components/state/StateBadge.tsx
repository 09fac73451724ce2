import styles from "./StateBadge.module.css";
import { ToneIcon } from "./ToneIcon";
import type { StateWord, Tone } from "./tones";

/** Every state a request may be in. */
export const requestStates = {
  draft: { tone: "off", word: "Draft" },
  submitted: { tone: "wait", word: "Waiting for sales" },
  "info-requested": { tone: "warn", word: "Waiting for the practice" },
  approved: { tone: "good", word: "Approved" },
  rejected: { tone: "stop", word: "Rejected" },
  withdrawn: { tone: "off", word: "Withdrawn" },
} as const satisfies Record<string, StateWord>;

/** Every state a connection may be in. */
export const connectionStates = {
  provisioning: { tone: "work", word: "Provisioning" },
  testing: { tone: "work", word: "Testing" },
  ready: { tone: "good", word: "Ready" },
  live: { tone: "good", word: "Live" },
  paused: { tone: "off", word: "Paused" },
  retired: { tone: "off", word: "Retired" },
  cancelled: { tone: "off", word: "Cancelled" },
} as const satisfies Record<string, StateWord>;

/** Every state a message may be in. */
export const messageStates = {
  received: { tone: "work", word: "Received" },
  queued: { tone: "wait", word: "Queued" },
  sending: { tone: "work", word: "Sending" },
  delivered: { tone: "good", word: "Delivered" },
  duplicate: { tone: "off", word: "Duplicate" },
  held: { tone: "warn", word: "Held" },
  dead: { tone: "stop", word: "Dead letter" },
  discarded: { tone: "off", word: "Discarded" },
} as const satisfies Record<string, StateWord>;

export type RequestState = keyof typeof requestStates;
export type ConnectionState = keyof typeof connectionStates;
export type MessageState = keyof typeof messageStates;

export type StateBadgeProps =
  | { kind: "request"; state: RequestState; word?: string }
  | { kind: "connection"; state: ConnectionState; word?: string }
  | { kind: "message"; state: MessageState; word?: string };

function wordOf(props: StateBadgeProps): StateWord {
  if (props.kind === "request") return requestStates[props.state];
  if (props.kind === "connection") return connectionStates[props.state];
  return messageStates[props.state];
}

/** The state of a request, connection or message: icon, word, colour. */
export function StateBadge(props: StateBadgeProps) {
  const { tone, word } = wordOf(props);
  return <ToneBadge tone={tone}>{props.word ?? word}</ToneBadge>;
}

/** A soft badge for any other status word. `plain` leaves out the background. */
export function ToneBadge({ tone, children, plain = false }: { tone: Tone; children: string; plain?: boolean }) {
  return (
    <span className={styles.badge} data-tone={tone} data-plain={plain || undefined}>
      <ToneIcon tone={tone} size={13} />
      {children}
    </span>
  );
}
