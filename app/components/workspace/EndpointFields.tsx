import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { PasswordField, SelectField, TextAreaField, TextField } from "../forms/fields";
import styles from "./workspace.module.css";

export interface EndpointFieldsProps {
  side: "emr" | "lis";
  /** What the form holds now: typed, saved or usual values. */
  values: Record<string, string>;
  /** What is said beside a transport's secret: when it was set, and that it is never shown. */
  secretHelp: (transport: string) => ReactNode;
  /** What files are usually called in the format of this side's template. */
  filePattern: string;
}

const transports = [
  { value: "sftp", label: "Files over SFTP" },
  { value: "hosted-sftp", label: "Files on our SFTP server" },
  { value: "rest", label: "REST" },
  { value: "mllp", label: "MLLP" },
];

/** The settings of one side, by transport. */
export function EndpointFields(props: EndpointFieldsProps) {
  const [transport, setTransport] = useState(props.values.transport ?? "sftp");
  const Fields = fieldsOf[transport] ?? SftpFields;
  return (
    <>
      <TextField name="name" label="Name" help="As it stands in hops and alerts." />
      <SelectField
        name="transport"
        label="Reached by"
        options={transports.filter(({ value }) => props.side === "emr" || value !== "hosted-sftp")}
        onChange={setTransport}
      />
      <Fields {...props} />
    </>
  );
}

function SftpFields({ values, secretHelp, filePattern }: EndpointFieldsProps) {
  const [authKind, setAuthKind] = useState(values.authKind ?? "password");
  return (
    <>
      <div className={styles.split}>
        <TextField name="host" label="Server" />
        <TextField name="port" label="Port" inputMode="numeric" />
      </div>
      <div className={styles.split}>
        <TextField name="username" label="User name" />
        <SelectField
          name="authKind"
          label="Signs in with"
          options={[
            { value: "password", label: "Password" },
            { value: "private-key", label: "Private key" },
          ]}
          onChange={setAuthKind}
        />
      </div>
      {authKind === "private-key" ? (
        <TextAreaField name="secret" label="Private key" rows={3} help={secretHelp("sftp")} />
      ) : (
        <PasswordField name="secret" label="Password" autoComplete="new-password" help={secretHelp("sftp")} />
      )}
      <div className={styles.split}>
        <TextField name="pickupDirectory" label="We pick up from" />
        <TextField name="dropDirectory" label="We drop into" />
      </div>
      <div className={styles.split}>
        <TextField name="archiveDirectory" label="Taken files move to" optional />
        <TextField name="filePattern" label="File names" help={`With this side’s template usually ${filePattern}.`} />
      </div>
      <div className={styles.split}>
        <SelectField
          name="completion"
          label="A file is whole when"
          options={[
            { value: "stable", label: "it stands still" },
            { value: "renamed", label: "it has its name" },
            { value: "done-file", label: "a .done file is beside it" },
          ]}
        />
        <TextField name="pollSeconds" label="Look every" inputMode="numeric" suffix="seconds" />
      </div>
      <AckFilesField values={values} />
      <InDoubtField />
    </>
  );
}

function HostedFields({ values, filePattern }: EndpointFieldsProps) {
  return (
    <>
      <TextField name="filePattern" label="File names" help={`With this side’s template usually ${filePattern}.`} />
      <AckFilesField values={values} />
      <p className={styles.note}>
        {values.username
          ? `The account is ${values.username}; it keeps its name and its keys.`
          : "For practices without a server of their own. The account gets its name when this is saved; then its keys are added."}
      </p>
    </>
  );
}

/** Whether the sender of a file is told in a file. */
function AckFilesField({ values }: Pick<EndpointFieldsProps, "values">) {
  return (
    <Checkbox
      name="ackFiles"
      label="Answer each file with an acknowledgment file"
      description="It has the file’s name with .ack behind it and lies in the folder we drop into."
      defaultChecked={values.ackFiles === "true" || values.ackFiles === "on"}
    />
  );
}

function RestFields({ values, secretHelp }: EndpointFieldsProps) {
  const [scheme, setScheme] = useState(values.authScheme ?? "none");
  const [asked, setAsked] = useState(values.incoming ?? "push");
  const secret = (label: string) => (
    <PasswordField name="secret" label={label} autoComplete="new-password" help={secretHelp("rest")} />
  );
  return (
    <>
      <TextField name="url" label="Messages are posted to" type="url" />
      <SelectField
        name="incoming"
        label="Messages come in when"
        options={[
          { value: "push", label: "they push them, with an access key" },
          { value: "pull", label: "we ask for them" },
        ]}
        onChange={setAsked}
      />
      {asked === "pull" ? (
        <>
          <TextField name="pullUrl" label="We ask at" type="url" />
          <div className={styles.split}>
            <TextField
              name="cursorParameter"
              label="How far we have read goes into"
              help="A query parameter. They tell the next one in the header Next-Cursor or Link."
            />
            <TextField name="pollSeconds" label="Ask every" inputMode="numeric" suffix="seconds" />
          </div>
        </>
      ) : null}
      <SelectField
        name="authScheme"
        label="We prove who we are with"
        options={[
          { value: "none", label: "Nothing but our certificate, if any" },
          { value: "api-key", label: "An API key" },
          { value: "basic", label: "User name and password" },
          { value: "oauth2", label: "OAuth 2 client credentials" },
        ]}
        onChange={setScheme}
      />
      {scheme === "api-key" ? (
        <div className={styles.split}>
          <TextField name="header" label="Header" help="Such as X-API-Key." />
          {secret("Key")}
        </div>
      ) : null}
      {scheme === "basic" ? (
        <div className={styles.split}>
          <TextField name="username" label="User name" />
          {secret("Password")}
        </div>
      ) : null}
      {scheme === "oauth2" ? (
        <>
          <TextField name="tokenUrl" label="Tokens come from" type="url" />
          <div className={styles.split}>
            <TextField name="username" label="Client id" />
            {secret("Client secret")}
          </div>
          <TextField name="scope" label="Scope" optional />
        </>
      ) : null}
      <CertificateFields />
      <InDoubtField />
    </>
  );
}

function MllpFields({ values }: EndpointFieldsProps) {
  const [tls, setTls] = useState(values.tls === "true" || values.tls === "on");
  return (
    <>
      <div className={styles.split}>
        <TextField name="host" label="Server" />
        <TextField name="port" label="Port" inputMode="numeric" />
      </div>
      <Checkbox name="tls" label="Over TLS" checked={tls} onChange={(event) => setTls(event.currentTarget.checked)} />
      {tls ? <CertificateFields /> : null}
      <div className={styles.split}>
        <TextAreaField
          name="allowedAddresses"
          label="It connects to us from"
          rows={2}
          optional
          help="Addresses or networks, one a line. Without any, a certificate of its authority lets it in."
        />
        <TextField
          name="listenPort"
          label="To our port"
          inputMode="numeric"
          optional
          help="Empty: it sends nothing this way."
        />
      </div>
      <InDoubtField />
    </>
  );
}

const fieldsOf: Record<string, (props: EndpointFieldsProps) => ReactNode> = {
  sftp: SftpFields,
  "hosted-sftp": HostedFields,
  rest: RestFields,
  mllp: MllpFields,
};

function CertificateFields() {
  return (
    <details>
      <summary>Certificates</summary>
      <div className={styles.stack}>
        <TextAreaField
          name="ca"
          label="Authority to believe"
          rows={3}
          optional
          help="In PEM, where theirs is not a public one."
        />
        <TextAreaField
          name="certificate"
          label="Our certificate"
          rows={3}
          optional
          help="In PEM, where they ask for one."
        />
        <TextAreaField
          name="privateKey"
          label="Its private key"
          rows={3}
          optional
          help="Kept sealed, never shown again. Leave empty to keep the one that is set."
        />
      </div>
    </details>
  );
}

function InDoubtField() {
  return (
    <SelectField
      name="inDoubt"
      label="When an answer is lost"
      options={[
        { value: "resend", label: "send the same again" },
        { value: "hold", label: "hold it for a person" },
      ]}
      help="Whether it arrived is then unknown. Holding is for far ends that cannot tell a repetition."
    />
  );
}
