import { NativeSelect } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { ConfirmButton, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import { type ConnectionState, StateBadge, ToneBadge } from "../state/StateBadge";
import type { StateWord } from "../state/tones";
import { ExactTime } from "../Time";
import { useLive } from "../use-live";
import styles from "./roll-out.module.css";

const waveStates = {
  planned: { tone: "off", word: "Planned" },
  moving: { tone: "work", word: "Being moved" },
  proving: { tone: "work", word: "On the way through the gate" },
  watching: { tone: "wait", word: "Being watched" },
  clean: { tone: "good", word: "Clean" },
  failed: { tone: "stop", word: "Failed" },
} as const satisfies Record<string, StateWord>;

const rollOutStates = {
  ready: { tone: "wait", word: "Waiting for your start" },
  rolling: { tone: "work", word: "Under way" },
  stopped: { tone: "stop", word: "Stopped" },
  finished: { tone: "good", word: "Finished" },
  cancelled: { tone: "off", word: "Ended early" },
} as const satisfies Record<string, StateWord>;

/** The form that the wave of every connection belongs to. */
const wavesForm = "roll-out-waves";

interface Wave {
  number: number;
  state: keyof typeof waveStates;
  /** Connections that ran before: how many are live again, of how many. */
  live: number;
  awaited: number;
  cleanAt: string | null;
  started: { by: string; at: string } | null;
  members: {
    id: string;
    connection: string;
    href: string;
    state: ConnectionState;
    text: string;
    /** Messages its new mapping stopped. */
    failures: number;
  }[];
}

export interface RollOutProps {
  rollOut: {
    id: string;
    version: string;
    state: keyof typeof rollOutStates;
    reason: string | null;
    /** How long a wave has to be clean, in words. */
    watch: string;
    /** The last thing that happened to it. */
    last: { by: string; at: string; event: string } | null;
    waves: Wave[];
    can: {
      change: boolean;
      start: { wave: number; live: number } | null;
      again: boolean;
      stop: boolean;
      resume: boolean;
      cancel: boolean;
    };
  } | null;
  /** What a new plan starts with: the wave of each connection, and how long a wave may be watched. */
  plan: { waves: Record<string, number>; watch: { value: string; label: string }[] };
  nonce: string;
  errors: Record<string, string>;
}

const eventWords: Record<string, string> = {
  startWave: "Wave started",
  waveClean: "Wave found clean",
  fail: "Stopped by itself",
  stop: "Stopped",
  resume: "Let go on",
  cancel: "Ended",
};

/** Which wave a connection is in; the last choice makes one more wave. */
export function WaveSelect({ id, label, wave, first = 1, last, out, form }: WaveSelectProps) {
  const numbers = Array.from({ length: last + 2 - first }, (_, i) => first + i).map((number) => ({
    value: String(number),
    label: `Wave ${number}`,
  }));
  return (
    <NativeSelect
      name={`wave:${id}`}
      {...(form ? { form } : {})}
      size="xs"
      aria-label={`Wave of ${label}`}
      defaultValue={wave ? String(wave) : ""}
      data={[...(out ? [{ value: "", label: "Not in it" }] : []), ...numbers]}
      className={styles.select ?? ""}
    />
  );
}

interface WaveSelectProps {
  id: string;
  label: string;
  wave: number | undefined;
  /** The lowest number it may get. */
  first?: number;
  /** The highest number there is. */
  last: number;
  /** Whether it may stay out. */
  out: boolean;
  /** The id of its form when it stands outside of it. */
  form?: string;
}

/** The roll-out under way, or the one that ended last: its waves, who is in which, and what can be done next. */
export function RollOut({ rollOut, nonce, errors }: Omit<RollOutProps, "plan">) {
  useLive(rollOut ? ["rollOuts", "connections", "messages"] : []);
  if (!rollOut) return null;
  const { state, waves, can, last } = rollOut;
  const { tone, word } = rollOutStates[state];
  return (
    <section className={styles.rollOut} aria-label="Roll-out" id="rollout">
      <header className={styles.head}>
        <h2>
          Roll-out of <span className="gh-num">{rollOut.version}</span>
        </h2>
        <ToneBadge tone={tone}>{word}</ToneBadge>
        {last ? (
          <span className="gh-dim">
            {eventWords[last.event] ?? last.event} by {last.by}, <ExactTime at={last.at} />
          </span>
        ) : null}
      </header>
      {state === "stopped" && rollOut.reason ? (
        <Callout tone="stop" title={rollOut.reason}>
          No further wave starts. What was moved stays moved; messages that stopped are kept as they came.
        </Callout>
      ) : null}
      {state === "cancelled" && rollOut.reason ? <p className="gh-dim">{rollOut.reason}</p> : null}
      <ol className={styles.waves}>
        {waves.map((wave) => (
          <WaveItem
            key={wave.number}
            wave={wave}
            first={waves.filter((one) => one.state !== "planned").length + 1}
            last={waves.length}
            change={can.change}
            watch={rollOut.watch}
          />
        ))}
      </ol>
      <Actions rollOut={rollOut} nonce={nonce} errors={errors} />
    </section>
  );
}

interface WaveItemProps {
  wave: Wave;
  /** The first wave that has not started. */
  first: number;
  last: number;
  change: boolean;
  watch: string;
}

function WaveItem({ wave, first, last, change, watch }: WaveItemProps) {
  const { tone, word } = waveStates[wave.state];
  return (
    <li className={styles.wave} data-planned={wave.state === "planned" || undefined}>
      <div className={styles.waveHead}>
        <h3>Wave {wave.number}</h3>
        <ToneBadge tone={tone} plain>
          {word}
        </ToneBadge>
        <span className="gh-dim">
          {wave.started ? (
            <>
              started by {wave.started.by}, <ExactTime at={wave.started.at} />
            </>
          ) : (
            `watched for ${watch} once it is live`
          )}
          {wave.state === "proving" && wave.awaited > 0 ? `, ${wave.live} of ${wave.awaited} live again` : ""}
          {wave.state === "watching" && wave.cleanAt ? (
            <>
              , clean at <ExactTime at={wave.cleanAt} /> if nothing fails
            </>
          ) : null}
        </span>
      </div>
      <ul className={styles.members}>
        {wave.members.map((member) => (
          <li key={member.id}>
            <Link to={member.href} className="gh-link">
              {member.connection}
            </Link>
            <span>
              <StateBadge kind="connection" state={member.state} />
            </span>
            <span>
              {member.failures > 0 ? (
                <Link to={`${member.href}/messages`} className={styles.failing}>
                  {member.failures} {member.failures === 1 ? "message" : "messages"} could not be mapped
                </Link>
              ) : (
                <span className="gh-dim">{member.text}</span>
              )}
            </span>
            {wave.state === "planned" && change ? (
              <WaveSelect
                key={`${wave.number} of ${last}`}
                id={member.id}
                label={member.connection}
                wave={wave.number}
                first={first}
                last={last}
                out={false}
                form={wavesForm}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </li>
  );
}

type ActionsProps = { rollOut: NonNullable<RollOutProps["rollOut"]>; nonce: string; errors: Record<string, string> };

function Actions({ rollOut, nonce, errors }: ActionsProps) {
  const { can, id, version } = rollOut;
  const fields = { rollOut: id };
  const reason = (
    <FormFields errors={errors}>
      <TextAreaField name="reason" label="Reason" help="It stays with the roll-out." rows={3} />
    </FormFields>
  );
  return (
    <div className={styles.actions}>
      {can.start ? (
        <ConfirmButton
          label={`Start wave ${can.start.wave}`}
          title={`Start wave ${can.start.wave}?`}
          intent="startWave"
          nonce={nonce}
          fields={fields}
          size="sm"
        >
          Each of its connections gets a new configuration version with {version} and needs a new test and signature.{" "}
          {can.start.live > 0
            ? `${can.start.live === 1 ? "One of them is live and is" : `${can.start.live} of them are live and are`} paused first: orders stay on the practice’s server until it runs again, and the people named are told.`
            : "None of them is live now."}
        </ConfirmButton>
      ) : null}
      {can.change ? (
        <Form method="post" id={wavesForm} preventScrollReset>
          <input type="hidden" name="rollOut" value={id} />
          <SubmitButton intent="changeWaves" variant="default" size="sm">
            Save the waves
          </SubmitButton>
        </Form>
      ) : null}
      {can.again ? (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="rollOut" value={id} />
          <SubmitButton intent="tryAgain" variant="default" size="sm">
            Try the rest again
          </SubmitButton>
        </Form>
      ) : null}
      {can.resume ? (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="rollOut" value={id} />
          <SubmitButton intent="resumeRollOut" size="sm">
            Let it go on
          </SubmitButton>
        </Form>
      ) : null}
      {can.stop ? (
        <ConfirmButton
          label="Stop"
          title="Stop the roll-out?"
          intent="stopRollOut"
          nonce={nonce}
          fields={fields}
          size="sm"
          variant="default"
          inputs={reason}
        >
          No further wave can be started until somebody lets it go on. What was moved stays moved.
        </ConfirmButton>
      ) : null}
      {can.cancel ? (
        <ConfirmButton
          label="End it"
          title="End the roll-out?"
          intent="cancelRollOut"
          nonce={nonce}
          fields={fields}
          size="sm"
          variant="default"
          danger
          inputs={reason}
        >
          What was moved stays moved, the others stay on their version. Another roll-out can be planned then.
        </ConfirmButton>
      ) : null}
    </div>
  );
}
