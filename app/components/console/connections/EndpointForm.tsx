import { Form } from "@remix-run/react";
import { useState } from "react";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { FormFields } from "../../forms/context";
import { PasswordField, TextAreaField, TextField } from "../../forms/fields";
import { ExactTime } from "../../Time";
import { FormProblems } from "../parts/FormProblems";
import { SegmentRadio } from "../parts/SegmentRadio";
import styles from "./connections.module.css";
import type { EndpointCardView } from "./types";

const names = [
  "name",
  "host",
  "port",
  "username",
  "authKind",
  "secret",
  "pickupDirectory",
  "dropDirectory",
  "archiveDirectory",
  "filePattern",
  "pollSeconds",
];

interface Props {
  view: EndpointCardView;
  nonce: string;
  errors: Record<string, string>;
  /** What was typed, when this very form came back. */
  typed: Record<string, string | string[]>;
}

function saved({ endpoint, side }: EndpointCardView): Record<string, string> {
  if (!endpoint) {
    return {
      port: "22",
      authKind: "password",
      filePattern: "*.hl7",
      pollSeconds: "60",
      name: side === "emr" ? "" : "LIS",
    };
  }
  const { secretSetAt: _, ...fields } = endpoint;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

/** Address, credentials and folders of one side. Secrets are replaced, never shown. */
export function EndpointForm({ view, nonce, errors, typed }: Props) {
  const values: Record<string, string | string[]> = { ...saved(view), ...typed };
  const [authKind, setAuthKind] = useState(String(values.authKind ?? "password"));
  const secretSetAt = view.endpoint?.secretSetAt;
  const help = secretSetAt ? (
    <>
      Set on <ExactTime at={secretSetAt} style="date" />. Leave empty to keep it.
    </>
  ) : (
    "Kept sealed and never shown again."
  );
  return (
    <FormFields errors={errors} defaultValues={{ ...values, secret: "" }} scope={view.side}>
      <Form method="post" className={styles.boxBody} preventScrollReset>
        <FormNonce value={nonce} />
        <input type="hidden" name="side" value={view.side} />
        <FormProblems errors={errors} fields={names} scope={view.side} />
        <div className={styles.fields}>
          <TextField name="name" label="Name" />
          <div data-span="4">
            <TextField name="host" label="Host" />
          </div>
          <div data-span="2">
            <TextField name="port" label="Port" inputMode="numeric" />
          </div>
          <div data-span="3">
            <TextField name="username" label="User name" />
          </div>
          <div data-span="3">
            <SegmentRadio
              name="authKind"
              legend="Signs in with"
              onChange={setAuthKind}
              options={[
                { value: "password", label: "Password" },
                { value: "private-key", label: "Key" },
              ]}
            />
          </div>
          {authKind === "private-key" ? (
            <TextAreaField name="secret" label="Private key" help={help} rows={3} />
          ) : (
            <PasswordField name="secret" label="Password" help={help} autoComplete="new-password" />
          )}
          <div data-span="3">
            <TextField name="pickupDirectory" label="Pick up from" />
          </div>
          <div data-span="3">
            <TextField name="dropDirectory" label="Drop into" />
          </div>
          <TextField name="archiveDirectory" label="Archive" optional help="Empty: files are deleted after pick-up." />
          <div data-span="3">
            <TextField name="filePattern" label="Files" />
          </div>
          <div data-span="3">
            <TextField
              name="pollSeconds"
              label="Look every"
              inputMode="numeric"
              suffix={<span className="gh-dim">s</span>}
            />
          </div>
        </div>
        <div className={styles.row}>
          <SubmitButton intent="saveEndpoint" match={{ side: view.side }} variant="default">
            {view.side === "emr" ? "Save the EMR side" : "Save the lab side"}
          </SubmitButton>
          {view.sandboxAvailable ? (
            <SubmitButton intent="useSandbox" match={{ side: view.side }} variant="subtle" formNoValidate>
              Use the sandbox EMR
            </SubmitButton>
          ) : null}
        </div>
      </Form>
    </FormFields>
  );
}
