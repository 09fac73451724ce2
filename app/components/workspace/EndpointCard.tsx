import { Form } from "@remix-run/react";
import { KeyValue } from "../data/KeyValue";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { ToneIcon } from "../state/ToneIcon";
import { ExactTime } from "../Time";
import { AccessKeys, type AccessKeysProps } from "./AccessKeys";
import { CheckSteps, type ProbeStep } from "./CheckSteps";
import { EndpointFields } from "./EndpointFields";
import own from "./endpoints.module.css";
import { HostedAccount, type HostedAccountProps, type MadeKey } from "./HostedAccount";
import { HostKey } from "./HostKey";
import styles from "./workspace.module.css";

export interface EndpointCardProps {
  side: "emr" | "lis";
  title: string;
  note: string;
  canEdit: boolean;
  /** May confirm host keys, also while the configuration is locked. */
  canPin: boolean;
  sandboxAvailable: boolean;
  /** Whether the connection takes messages from there, and whether it sends any. */
  needs: { in: boolean; out: boolean };
  /** Null until the first save. */
  saved: {
    transport: string;
    values: Record<string, string>;
    facts: { label: string; value: string }[];
    /** Null when nothing secret is set. */
    secretSetAt: string | null;
    pinned: { sha256: string; by: string; at: string } | null;
    nextHostKey: string | null;
    check: { ok: boolean; at: string; steps: ProbeStep[] } | null;
  } | null;
  /** What files are usually called in the format of this side's template. */
  filePattern: string;
  errors: Record<string, string>;
  typed: Record<string, string | string[]> | null;
  foundKey: { algorithm: string; sha256: string } | null;
  /** How the far end pushes to us; null where it does not. */
  access: Omit<AccessKeysProps, "side" | "made"> | null;
  /** An access key that was just made. */
  madeAccessKey: string | null;
  /** Its account when it is on our own server. */
  hosted: HostedAccountProps | null;
  /** What the approval settled already, while nothing was saved. */
  begins: Record<string, string>;
  madeKey: MadeKey | null;
  keyError: string | null;
}

const fresh = {
  transport: "sftp",
  completion: "stable",
  doneSign: "{name}.done",
  closeSeconds: "2",
  authScheme: "none",
  inDoubt: "resend",
  port: "22",
  authKind: "password",
  archiveDirectory: "/archive",
  pollSeconds: "30",
  incoming: "push",
  cursorParameter: "cursor",
};

/** One side of a connection: its server, the pinned key, the check. */
export function EndpointCard(props: EndpointCardProps) {
  const { side, title, note, canEdit, saved, errors, typed, foundKey } = props;
  const values: Record<string, string> = {
    ...fresh,
    pickupDirectory: props.needs.in ? "/orders" : "",
    dropDirectory: props.needs.out ? "/results" : "",
    filePattern: props.filePattern,
    ...props.begins,
    ...saved?.values,
    ...texts(typed),
  };
  // What was checked is looked at more often than it is changed.
  const settled = saved?.check?.ok === true;
  return (
    <section className={styles.box} aria-label={title}>
      <h2 className={styles.boxTitle}>
        {title} <span className="gh-dim">{note}</span>
      </h2>
      {props.sandboxAvailable && canEdit ? (
        <Form method="post" className={styles.strip}>
          <input type="hidden" name="side" value={side} />
          <span>In the demo, a sandbox EMR with its own server stands ready.</span>
          <SubmitButton intent="useSandbox" variant="light">
            Use the sandbox EMR
          </SubmitButton>
        </Form>
      ) : null}
      {saved ? (
        <div className={styles.pad}>
          <KeyValue facts={saved.facts} />
        </div>
      ) : canEdit ? null : (
        <p className={styles.pad}>Not set up yet.</p>
      )}
      {canEdit && !settled ? <Settings {...props} values={values} /> : null}
      {canEdit && settled ? (
        <details className={own.saved} open={Object.keys(errors).length > 0}>
          <summary>Change these settings</summary>
          <Settings {...props} values={values} />
        </details>
      ) : null}
      {saved?.transport === "sftp" ? (
        <HostKey side={side} canPin={props.canPin} pinned={saved.pinned} next={saved.nextHostKey} found={foundKey} />
      ) : null}
      {props.hosted ? <HostedAccount {...props.hosted} made={props.madeKey} keyError={props.keyError} /> : null}
      {saved && (saved.pinned || saved.transport !== "sftp") ? (
        <Check side={side} canEdit={canEdit} check={saved.check} />
      ) : null}
      {props.access ? <AccessKeys {...props.access} side={side} made={props.madeAccessKey} /> : null}
    </section>
  );
}

type Values = Record<string, string>;

/** The form of one side. */
function Settings({ side, saved, errors, needs, filePattern, values }: EndpointCardProps & { values: Values }) {
  return (
    <Form method="post" className={styles.form}>
      <input type="hidden" name="side" value={side} />
      <FormFields errors={errors} defaultValues={values} scope={side}>
        <FieldErrors errors={errors} scope={side} />
        <EndpointFields
          key={String(values.transport)}
          values={values}
          side={side}
          secretHelp={(transport) => secretHelp(saved?.transport === transport ? saved.secretSetAt : null)}
          filePattern={filePattern}
          needs={needs}
        />
        <div>
          <SubmitButton intent="saveEndpoint" match={{ side }} variant="default">
            Save settings
          </SubmitButton>
        </div>
      </FormFields>
    </Form>
  );
}

const texts = (typed: Record<string, string | string[]> | null) =>
  Object.fromEntries(Object.entries(typed ?? {}).map(([key, value]) => [key, [value].flat()[0] ?? ""]));

const secretHelp = (setAt: string | null) =>
  setAt ? (
    <>
      Set <ExactTime at={setAt} />. Leave empty to keep it; it is never shown.
    </>
  ) : (
    "Kept sealed; it is never shown again."
  );

interface CheckProps {
  side: string;
  canEdit: boolean;
  check: { ok: boolean; at: string; steps: ProbeStep[] } | null;
}

function Check({ side, canEdit, check }: CheckProps) {
  return (
    <div className={styles.part}>
      <h3 className={styles.partTitle}>Connectivity</h3>
      {check ? (
        <>
          <p>
            <ToneIcon tone={check.ok ? "good" : "stop"} /> {check.ok ? "Every step worked" : "A step failed"},{" "}
            <ExactTime at={check.at} />
          </p>
          <CheckSteps steps={check.steps} />
        </>
      ) : (
        <p>Not checked yet.</p>
      )}
      {canEdit ? (
        <Form method="post">
          <input type="hidden" name="side" value={side} />
          <SubmitButton intent="checkEndpoint" match={{ side }} variant="default">
            Check connectivity
          </SubmitButton>
        </Form>
      ) : null}
    </div>
  );
}
