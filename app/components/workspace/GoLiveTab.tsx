import { Button } from "@mantine/core";
import { Form } from "@remix-run/react";
import { FormProblems } from "../console/parts/FormProblems";
import { Callout } from "../data/Callout";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField, TextField } from "../forms/fields";
import { ToneIcon } from "../state/ToneIcon";
import { ExactTime } from "../Time";
import { FirstDay, type FirstDayProps } from "./FirstDay";
import styles from "./workspace.module.css";

export interface GoLiveTabProps {
  /** The lab's zone, in which a time is typed. */
  zone: string;
  /** The lab wants a second person to agree. */
  secondPerson: boolean;
  /** Its go-live is still to come. */
  ahead: boolean;
  canPlan: boolean;
  /** Why nothing can be planned; null when it can. */
  whyNot: string | null;
  open: {
    by: string;
    at: string;
    scheduledFor: string | null;
    agreed: { by: string; at: string } | null;
    /** Another configuration is in force than the one it was asked for. */
    stale: boolean;
    canAgree: boolean;
    canCancel: boolean;
  } | null;
  /** Plans that are over, newest first. */
  earlier: { key: string; at: string; outcome: "live" | "refused" | "cancelled"; text: string }[];
  hypercare: FirstDayProps | null;
  wayBack: { version: number | null; inForce: number; canReturn: boolean; canPause: boolean };
  /** Who was named to sign, oldest first. */
  signers: { key: string; at: string; text: string }[];
  packet: { json: string; pdf: string } | null;
  nonce: string;
  errors: Record<string, string>;
  typed: Record<string, string | string[]>;
}

const outcomes = {
  live: { tone: "good", word: "Went live" },
  refused: { tone: "stop", word: "Did not go live" },
  cancelled: { tone: "off", word: "Cancelled" },
} as const;

/** Going live: the plan with its people, the first day, the way back, and the record of it all. */
export function GoLiveTab(props: GoLiveTabProps) {
  const { open, earlier, hypercare, wayBack, signers, packet, nonce, errors } = props;
  return (
    <div className={styles.stack}>
      {errors.form || errors.reason ? (
        <Callout tone="stop" title={errors.form ?? errors.reason ?? ""} live>
          Nothing was changed.
        </Callout>
      ) : null}
      {open ? <OpenPlan plan={open} nonce={nonce} /> : props.ahead ? <PlanForm {...props} /> : null}
      {hypercare ? <FirstDay {...hypercare} /> : null}
      {hypercare ? <WayBack {...wayBack} nonce={nonce} /> : null}
      {packet ? (
        <section className={styles.box} aria-labelledby="packet">
          <h2 id="packet" className={styles.boxTitle}>
            Packet
          </h2>
          <div className={styles.form}>
            <p>
              The go/no-go record as one file: items, evidence, runs, signatures and decisions. Its hash is kept in the
              audit chain, so a copy can be held against it at any time.
            </p>
            <div className={styles.tools}>
              <Button component="a" href={packet.pdf} download variant="default" size="xs">
                Packet as PDF
              </Button>
              <Button component="a" href={packet.json} download variant="default" size="xs">
                Packet as JSON
              </Button>
            </div>
          </div>
        </section>
      ) : null}
      <Trace title="Go-lives before" rows={earlier.map((one) => ({ ...one, ...outcomes[one.outcome] }))} />
      <Trace title="Who signs" rows={signers.map((one) => ({ ...one, tone: "work" as const, word: "Changed" }))} />
    </div>
  );
}

function OpenPlan({ plan, nonce }: { plan: NonNullable<GoLiveTabProps["open"]>; nonce: string }) {
  return (
    <Callout
      tone={plan.stale ? "stop" : plan.agreed ? "good" : "wait"}
      title={plan.scheduledFor ? "A go-live is planned" : "A go-live is asked for"}
      action={
        <div className={styles.tools}>
          {plan.canCancel ? (
            <ConfirmButton
              label="Cancel the plan"
              title="Cancel the planned go-live?"
              intent="cancelGoLive"
              nonce={nonce}
              size="xs"
              variant="default"
              inputs={
                <FormFields>
                  <TextAreaField name="reason" label="Reason" help="Who planned it reads it." rows={3} />
                </FormFields>
              }
            >
              Nothing goes live by itself any more. It can be planned again.
            </ConfirmButton>
          ) : null}
          {plan.canAgree ? (
            <ConfirmButton
              label="Agree to go live"
              title="Agree to this go-live?"
              intent="agreeGoLive"
              nonce={nonce}
              size="xs"
            >
              {plan.scheduledFor
                ? "It goes live by itself at the planned time, if the gate is green then."
                : "Orders and results start to flow at once, for real patients. Your name is kept with it."}
            </ConfirmButton>
          ) : null}
        </div>
      }
    >
      <p>
        {plan.by} asked for it, <ExactTime at={plan.at} />.{" "}
        {plan.agreed ? (
          <>
            {plan.agreed.by} agreed, <ExactTime at={plan.agreed.at} />.{" "}
          </>
        ) : null}
        {plan.scheduledFor ? (
          <>
            It goes live <ExactTime at={plan.scheduledFor} />, if the gate is green then; else it stays as it is and{" "}
            {plan.by} is told why.
          </>
        ) : plan.agreed ? null : (
          "It goes live when a second person agrees."
        )}
      </p>
      {plan.stale ? <p>The configuration has changed since. Cancel the plan and make a new one.</p> : null}
    </Callout>
  );
}

function PlanForm({ zone, secondPerson, canPlan, whyNot, nonce, errors, typed }: GoLiveTabProps) {
  return (
    <section className={styles.box} aria-labelledby="plan">
      <h2 id="plan" className={styles.boxTitle}>
        {secondPerson ? "Ask for the go-live" : "Schedule the go-live"}
      </h2>
      {canPlan ? (
        <Form method="post" className={styles.form}>
          <FormFields errors={errors} defaultValues={typed}>
            <FormNonce value={nonce} />
            {errors.at ? <FormProblems errors={{ at: errors.at }} /> : null}
            <p>
              {secondPerson
                ? "A second person has to agree before it goes live; they are told by mail."
                : "It goes live by itself at that time, if the gate is green then."}{" "}
              The gate is asked again at that moment.
            </p>
            <TextField
              name="at"
              label={`Start at, ${zone}`}
              type="datetime-local"
              optional={secondPerson}
              help={secondPerson ? "Leave it empty to go live as soon as somebody agrees." : "Within the next 90 days."}
            />
            <div>
              <SubmitButton intent="planGoLive">{secondPerson ? "Ask for go-live" : "Schedule go-live"}</SubmitButton>
            </div>
          </FormFields>
        </Form>
      ) : (
        <p className={styles.pad}>{whyNot ?? "Engineers plan it."}</p>
      )}
    </section>
  );
}

function WayBack({ version, inForce, canReturn, canPause, nonce }: GoLiveTabProps["wayBack"] & { nonce: string }) {
  const reason = (
    <FormFields>
      <TextAreaField name="reason" label="Reason" help="It stays on record." rows={3} />
    </FormFields>
  );
  return (
    <section className={styles.box} aria-labelledby="way-back">
      <h2 id="way-back" className={styles.boxTitle}>
        The way back
      </h2>
      <div className={styles.form}>
        <p>
          Configuration version {inForce} is in force.{" "}
          {version === null
            ? "There is no earlier one that was tested and signed."
            : `Version ${version} was tested and signed before it.`}
        </p>
        {canPause || canReturn ? (
          <div className={styles.tools}>
            {canPause ? (
              <ConfirmButton
                label="Pause now"
                title="Pause this connection?"
                intent="pause"
                nonce={nonce}
                size="xs"
                variant="default"
                inputs={reason}
              >
                Nothing moves until it is resumed. What comes in is kept and goes on afterwards.
              </ConfirmButton>
            ) : null}
            {canReturn ? (
              <ConfirmButton
                label={`Return to version ${version}`}
                title={`Return to version ${version}?`}
                intent="returnToVersion"
                nonce={nonce}
                size="xs"
                variant="default"
                inputs={reason}
              >
                Version {version} is put into force in one step, by one person: it was tested and signed, and it ran. If
                its gate is still green it runs on with it and nothing pauses, else it is paused and the gate says what
                is missing. Nothing is lost on the way.
              </ConfirmButton>
            ) : null}
          </div>
        ) : null}
      </div>
    </section>
  );
}

type TraceRow = { key: string; at: string; text: string; word: string; tone: "good" | "stop" | "off" | "work" };

function Trace({ title, rows }: { title: string; rows: TraceRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section className={styles.box}>
      <h2 className={styles.boxTitle}>{title}</h2>
      <ol className={styles.rows}>
        {rows.map((row) => (
          <li key={row.key}>
            <span className={styles.mark}>
              <ToneIcon tone={row.tone} size={14} /> {row.word}
            </span>
            <span>{row.text}</span>
            <span className="gh-dim">
              <ExactTime at={row.at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
