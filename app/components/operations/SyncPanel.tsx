import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { IconDownload } from "@tabler/icons-react";
import { FormProblems } from "../console/parts/FormProblems";
import { Callout } from "../data/Callout";
import { KeyValue } from "../data/KeyValue";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import type { Tone } from "../state/tones";
import { ExactTime } from "../Time";
import { EditorPanel } from "./EditorPanel";
import styles from "./sync.module.css";

export interface SyncPanelProps {
  id: string;
  practice: string;
  emr: string;
  release: string;
  standing: "pending" | "sent" | "failed" | "overdue" | "acknowledged";
  whole: boolean;
  /** Format and way, in words. */
  how: string;
  failure: string | null;
  tries: number;
  dueOn: string;
  sentAt: string | null;
  openedAt: string | null;
  opens: number;
  remindedAt: string | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  lines: { action: "add" | "update" | "remove"; code: string; name: string; emrCode: string; price: string }[];
  /** Lines that are not shown. */
  more: number;
  fileHref: string;
  connectionHref: string;
  closeHref: string;
  canRemind: boolean;
  canManage: boolean;
  nonce: string;
  error?: string | undefined;
}

const standings: Record<SyncPanelProps["standing"], { tone: Tone; title: string; text: string }> = {
  pending: { tone: "wait", title: "On its way", text: "It is sent as soon as the EMR's side answers." },
  sent: { tone: "work", title: "Sent, not yet confirmed", text: "Nobody has said that it is loaded." },
  failed: {
    tone: "stop",
    title: "It could not be sent",
    text: "It is not tried again by itself. Mend what is said below, then send it again.",
  },
  overdue: {
    tone: "stop",
    title: "Overdue",
    text: "Orders with codes that are over, or that the EMR does not have, are held meanwhile.",
  },
  acknowledged: { tone: "good", title: "Loaded", text: "The EMR has it." },
};

const actions = { add: "new", update: "changed", remove: "no longer" } as const;

/** One release for one EMR: how far it is, what it says, what can be done. */
export function SyncPanel(props: SyncPanelProps) {
  const { release, practice, emr, standing, closeHref, connectionHref, fileHref, error } = props;
  const { tone, title, text } = standings[standing];
  return (
    <EditorPanel
      title={`${release} for ${practice}`}
      under={
        <Link className="gh-link" to={connectionHref} preventScrollReset>
          {emr}: how it is told
        </Link>
      }
      closeHref={closeHref}
      history={[]}
    >
      <div className={styles.stack}>
        <FormProblems errors={error ? { form: error } : {}} />
        <Callout tone={tone} title={title}>
          {props.failure ?? text}
        </Callout>
        <Facts {...props} />
        <div className={styles.buttons}>
          <Acts {...props} />
          <Button
            component={Link}
            to={fileHref}
            reloadDocument
            variant="default"
            size="sm"
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            Download file
          </Button>
        </div>
        <Lines {...props} />
      </div>
    </EditorPanel>
  );
}

function Facts(props: SyncPanelProps) {
  const { how, dueOn, sentAt, opens, openedAt, remindedAt, acknowledgedAt, acknowledgedBy, tries, standing } = props;
  const open = standing !== "acknowledged";
  return (
    <KeyValue
      facts={[
        { label: "How", value: how },
        { label: "Sent", value: sentAt ? <ExactTime at={sentAt} /> : tries > 0 ? `Tried ${tries} times` : "Not yet" },
        ...(open ? [{ label: "Due", value: <ExactTime at={dueOn} style="date" /> }] : []),
        ...(openedAt
          ? [
              {
                label: "Link opened",
                value: (
                  <>
                    {opens === 1 ? "Once" : `${opens} times`}, last <ExactTime at={openedAt} />
                  </>
                ),
              },
            ]
          : []),
        ...(remindedAt && open ? [{ label: "Reminded", value: <ExactTime at={remindedAt} /> }] : []),
        ...(acknowledgedAt
          ? [
              {
                label: "Confirmed",
                value: (
                  <>
                    {acknowledgedBy}, <ExactTime at={acknowledgedAt} />
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function Acts({ standing, canManage, canRemind, nonce, practice }: SyncPanelProps) {
  if (!canManage || standing === "acknowledged") return null;
  const was = standing === "sent" || standing === "overdue" || standing === "failed";
  return (
    <>
      {canRemind && (standing === "sent" || standing === "overdue") ? (
        <Form method="post">
          <FormNonce value={nonce} />
          <SubmitButton intent="remind" size="sm" variant={standing === "overdue" ? "filled" : "default"}>
            Remind vendor
          </SubmitButton>
        </Form>
      ) : null}
      {was ? (
        <Form method="post">
          <FormNonce value={nonce} />
          <SubmitButton intent="resend" size="sm" variant={standing === "failed" ? "filled" : "default"}>
            Send again
          </SubmitButton>
        </Form>
      ) : null}
      <ConfirmButton
        label="Confirm as loaded"
        title="Has the EMR loaded it?"
        intent="confirm"
        nonce={nonce}
        variant="default"
        size="sm"
      >
        Do this when somebody of the EMR's side told you, or you have seen it. Your name is kept with it. The gate and
        the guard on orders count {practice} as up to date from then on.
      </ConfirmButton>
    </>
  );
}

function Lines({ lines, more, whole }: SyncPanelProps) {
  return (
    <div>
      <table className={styles.lines}>
        <caption className="gh-vh">{whole ? "The whole menu" : "What changes for this practice"}</caption>
        <thead>
          <tr>
            <th scope="col">{whole ? "Menu" : "Change"}</th>
            <th scope="col">Code</th>
            <th scope="col">Name</th>
            <th scope="col">Price, USD</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.code}>
              <td>{actions[line.action]}</td>
              <td className="gh-mono">
                {line.code}
                {line.emrCode && line.emrCode !== line.code ? <span className="gh-dim"> ({line.emrCode})</span> : null}
              </td>
              <td>{line.name}</td>
              <td className="gh-num">{line.price}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? <p className="gh-dim">{more.toLocaleString("en-US")} more are in the file.</p> : null}
    </div>
  );
}
