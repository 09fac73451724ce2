import { useState } from "react";
import { PasswordField, SelectField, TextAreaField, TextField } from "../forms/fields";
import type { EndpointFieldsProps } from "./EndpointFields";
import { AckFilesField, BoxField, InDoubtField } from "./endpoint-fields";
import styles from "./workspace.module.css";

/** The settings of a partner's SFTP server: how to get in, what is picked up, what is dropped. */
export function SftpFields(props: EndpointFieldsProps) {
  return (
    <>
      <SignInFields {...props} />
      <PickupFields {...props} />
      <DropFields />
    </>
  );
}

function SignInFields({ values, secretHelp }: EndpointFieldsProps) {
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
    </>
  );
}

function PickupFields({ values, filePattern }: EndpointFieldsProps) {
  const [completion, setCompletion] = useState(values.completion ?? "stable");
  return (
    <fieldset className={styles.group}>
      <legend>What comes in</legend>
      <div className={styles.split}>
        <TextField name="pickupDirectory" label="We pick up from" />
        <TextField name="pollSeconds" label="Look every" inputMode="numeric" suffix="seconds" />
      </div>
      <div className={styles.split}>
        <TextField name="filePattern" label="File names" help={`With this side’s template usually ${filePattern}.`} />
        <TextAreaField
          name="subfolders"
          label="Folders in it"
          rows={1}
          optional
          help="One a line; * for all, one level deep."
        />
      </div>
      <div className={styles.split}>
        <SelectField
          name="completion"
          label="A file is whole when"
          options={[
            { value: "stable", label: "it stands still" },
            { value: "renamed", label: "it has its name" },
            { value: "done-file", label: "its sender’s sign is beside it" },
          ]}
          onChange={setCompletion}
        />
        {completion === "done-file" ? (
          <TextField
            name="doneSign"
            label="The sign is called"
            help="{name}.done or {stem}.ok; it goes with its file."
          />
        ) : null}
      </div>
      <BoxField
        name="claim"
        label="Others read this folder too"
        help="Each file is then moved into .processing before it is read: who moves it first has it. Other readers of ours see to the same."
      />
      <TextField
        name="archiveDirectory"
        label="Taken files move to"
        optional
        help="Without a folder they are deleted once their messages are stored."
      />
    </fieldset>
  );
}

function DropFields() {
  return (
    <fieldset className={styles.group}>
      <legend>What goes out</legend>
      <TextField name="dropDirectory" label="We drop into" />
      <AckFilesField />
      <InDoubtField />
    </fieldset>
  );
}
