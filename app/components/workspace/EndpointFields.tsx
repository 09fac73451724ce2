import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { PasswordField, SelectField, TextAreaField, TextField } from "../forms/fields";
import { AckFilesField, InDoubtField, isTicked } from "./endpoint-fields";
import { SftpFields } from "./SftpFields";
import styles from "./workspace.module.css";

export interface EndpointFieldsProps {
  side: "emr" | "lis";
  /** What the form holds now: typed, saved or usual values. */
  values: Record<string, string>;
  /** What is said beside a transport's secret: when it was set, and that it is never shown. */
  secretHelp: (transport: string) => ReactNode;
  /** Whether the connection takes messages from there, and whether it sends any. */
  needs: { in: boolean; out: boolean };
  /** What files are usually called in the format of this side's template. */
  filePattern: string;
}

const transports = [
  { value: "sftp", label: "Files over SFTP" },
  { value: "hosted-sftp", label: "Files on our SFTP server" },
  { value: "rest", label: "REST" },
  { value: "mllp", label: "MLLP" },
];

/** Where this connection sends nothing, nobody has to invent an address. */
const nothingSent = { optional: true, help: "Empty: nothing is sent there, it only sends to us." };

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

function HostedFields({ values, filePattern }: EndpointFieldsProps) {
  return (
    <>
      <TextField name="filePattern" label="File names" help={`With this side’s template usually ${filePattern}.`} />
      <AckFilesField />
      <p className={styles.note}>
        {values.username
          ? `The account is ${values.username}; it keeps its name and its keys.`
          : "For practices without a server of their own. The account gets its name when this is saved; then its keys are added."}
      </p>
    </>
  );
}

function RestFields({ values, secretHelp, needs }: EndpointFieldsProps) {
  const [scheme, setScheme] = useState(values.authScheme ?? "none");
  const [asked, setAsked] = useState(values.incoming ?? "push");
  const secret = (label: string) => (
    <PasswordField name="secret" label={label} autoComplete="new-password" help={secretHelp("rest")} />
  );
  return (
    <>
      <TextField name="url" label="Messages are posted to" type="url" {...(needs.out ? {} : nothingSent)} />
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

function MllpFields({ values, needs }: EndpointFieldsProps) {
  const [tls, setTls] = useState(isTicked(values.tls));
  return (
    <>
      <div className={styles.split}>
        <TextField name="host" label="Server" {...(needs.out ? {} : nothingSent)} />
        <TextField name="port" label="Port" inputMode="numeric" optional={!needs.out} />
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
          optional={!needs.in}
          help={needs.in ? "What it sends comes in here." : "Empty: it sends nothing this way."}
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
