import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField, TextField } from "../forms/fields";
import { type ReplayAction, replayActionWords } from "./replay-words";
import styles from "./replays.module.css";

export interface NewReplayPageProps {
  action: ReplayAction;
  chosen: string;
  preview: {
    total: number;
    tooMany: boolean;
    groups: { connection: string; reason: string; count: number }[];
    behind: number;
    corrected: number;
    delivered: number;
    maybeThere: number;
    trial: { tried: number; stopping: { reason: string; count: number; messageId: string }[] } | null;
  };
  /** Why a second person has to agree. */
  approval: string | null;
  /** Messages a second when nobody says otherwise. */
  pace: number;
  /** The filter, as it goes with the form. */
  fields: Record<string, string>;
  back: string;
  errors?: Record<string, string>;
  defaultValues?: Record<string, string | string[]>;
  nonce: string;
}

const number = (n: number) => n.toLocaleString("en-US");
const messagesWord = (n: number) => `${number(n)} ${n === 1 ? "message" : "messages"}`;

/** What a replay would do, before it is asked for. */
export function NewReplayPage(props: NewReplayPageProps) {
  const { action, chosen, preview, back } = props;
  const words = replayActionWords[action];
  return (
    <div className={styles.page}>
      <PageHeader title={`${words.title} ${messagesWord(preview.total)}`} facts={<span>Chosen: {chosen}</span>} />
      {preview.total === 0 ? (
        <EmptyState
          title="Nothing to do here"
          text="No message that fits has stopped; somebody may have looked after them already."
          action={
            <Button component={Link} to={back} variant="default">
              Back to the list
            </Button>
          }
        />
      ) : (
        <div className={styles.columns}>
          <Preview {...props} />
          <Ask {...props} />
        </div>
      )}
    </div>
  );
}

function Preview({ action, preview }: NewReplayPageProps) {
  const { trial } = preview;
  const failing = trial?.stopping.reduce((sum, one) => sum + one.count, 0) ?? 0;
  return (
    <div className={styles.main}>
      <p className={styles.text}>{replayActionWords[action].text}</p>
      {trial ? (
        <Callout
          tone={failing > 0 ? "warn" : "good"}
          title={
            failing > 0
              ? `${number(failing)} of ${number(trial.tried)} tried out would stop again`
              : `All ${number(trial.tried)} tried out would go`
          }
        >
          {trial.tried < preview.total
            ? `Today’s mapping was tried on a sample of ${number(trial.tried)}; nothing was sent.`
            : "Today’s mapping was tried on each of them; nothing was sent."}
          {failing > 0 ? (
            <ul className={styles.reasons}>
              {trial.stopping.map((one) => (
                <li key={one.reason}>
                  {number(one.count)}: {one.reason}{" "}
                  <Link to={`/messages/${one.messageId}`} className="gh-link">
                    See one
                  </Link>
                </li>
              ))}
            </ul>
          ) : null}
        </Callout>
      ) : null}
      {preview.corrected > 0 ? (
        <Callout tone="warn" title={`${messagesWord(preview.corrected)} with corrected results among them`}>
          They replace what the practice may have acted on. Each goes after the result that it corrects.
        </Callout>
      ) : null}
      <KeyValue
        labels="wide"
        facts={[
          {
            label: "Duplicates",
            value:
              preview.maybeThere > 0
                ? `${messagesWord(preview.maybeThere)} may be there already; the far end can tell by name and control ID`
                : "None that we know of",
          },
          ...(preview.behind > 0
            ? [{ label: "Waiting behind", value: `${messagesWord(preview.behind)} that go on by themselves` }]
            : []),
        ]}
      />
      <section className={`${styles.scroll} gh-stack`} aria-label="Where they stand">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Connection</th>
              <th scope="col">Reason</th>
              <th scope="col" data-align="right">
                Messages
              </th>
            </tr>
          </thead>
          <tbody>
            {preview.groups.slice(0, 50).map((group) => (
              <tr key={`${group.connection} ${group.reason}`}>
                <td data-lead>{group.connection}</td>
                <td data-label="Reason">{group.reason}</td>
                <td data-label="Messages" data-align="right" className="gh-num">
                  {number(group.count)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function Ask({ action, preview, approval, pace, fields, back, nonce, errors = {}, defaultValues }: NewReplayPageProps) {
  const minutes = Math.ceil(preview.total / pace / 60);
  return (
    <Form method="post" className={styles.ask}>
      <FormNonce value={nonce} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {errors.form ? (
        <Callout tone="stop" title={errors.form}>
          Nothing was changed.
        </Callout>
      ) : null}
      {preview.tooMany ? (
        <Callout tone="stop" title="Too many at once">
          Only the first {number(preview.total)} are shown. Narrow the list and do it in parts.
        </Callout>
      ) : null}
      {approval ? (
        <Callout tone="wait" title="A second person has to agree">
          {approval} It waits until somebody else has looked at it.
        </Callout>
      ) : null}
      <FormFields errors={errors} defaultValues={{ rate: String(pace), ...defaultValues }}>
        <TextAreaField name="why" label="Reason" help="It stays with every one of them." rows={3} />
        <TextField
          name="rate"
          label="Pace"
          inputMode="numeric"
          suffix="a second"
          help={`At ${pace} a second this takes ${minutes <= 1 ? "less than a minute" : `about ${number(minutes)} minutes`}. It can be changed while it runs.`}
        />
      </FormFields>
      <div className={styles.buttons}>
        <SubmitButton>
          {approval ? "Ask a second person" : `${replayActionWords[action].verb} ${messagesWord(preview.total)}`}
        </SubmitButton>
        <Button component={Link} to={back} variant="subtle" color="gray">
          Leave them as they are
        </Button>
      </div>
    </Form>
  );
}
