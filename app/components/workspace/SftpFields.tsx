import { useState } from "react";
import { useErrors } from "../forms/context";
import { PasswordField, SelectField, TextAreaField, TextField } from "../forms/fields";
import type { EndpointFieldsProps } from "./EndpointFields";
import { AckFilesField, BoxField, InDoubtField, isTicked } from "./endpoint-fields";
import { FileNamesField } from "./FileNamesField";
import styles from "./workspace.module.css";

/** The settings of a partner's SFTP server: how to get in, what is picked up, what is dropped. */
export function SftpFields(props: EndpointFieldsProps) {
  return (
    <>
      <SignInFields {...props} />
      <PickupFields {...props} />
      <DropFields {...props} />
      <QuirkFields {...props} />
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

function PickupFields({ values, filePattern, needs }: EndpointFieldsProps) {
  const [completion, setCompletion] = useState(values.completion ?? "stable");
  return (
    <fieldset className={styles.group}>
      <legend>What comes in</legend>
      <div className={styles.split}>
        <TextField
          name="pickupDirectory"
          label="We pick up from"
          {...(needs.in ? {} : { optional: true, help: "Empty: nothing is picked up there." })}
        />
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
        help="Each file is then moved into .processing before it is read, so that one reader has it. What a crash leaves there is taken up again."
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

function DropFields({ needs }: EndpointFieldsProps) {
  return (
    <fieldset className={styles.group}>
      <legend>What goes out</legend>
      <TextField
        name="dropDirectory"
        label="We drop into"
        {...(needs.out ? {} : { optional: true, help: "Empty: nothing is sent there." })}
      />
      <FileNamesField />
      <BoxField
        name="makeFolders"
        label="Make folders that are missing"
        help="Otherwise a file whose folder is not there waits, and somebody is told."
      />
      <TextField
        name="dropSign"
        label="Our sign beside a whole file"
        optional
        help="Such as {name}.done, for receivers that wait for one."
      />
      <AckFilesField />
      <InDoubtField />
    </fieldset>
  );
}

/** What few servers need; shown at once where one of it is set or wrong. */
function QuirkFields({ values }: EndpointFieldsProps) {
  const errors = useErrors();
  const unusual =
    quirkBoxes.some((name) => isTicked(values[name])) ||
    Boolean(values.maxSessions) ||
    values.closeSeconds !== "2" ||
    [...quirkBoxes, "maxSessions", "closeSeconds"].some((name) => errors[name]);
  return (
    <details className={styles.rare} open={unusual}>
      <summary>If their server is unusual</summary>
      <div className={styles.stack}>
        <BoxField
          name="noStat"
          label="It tells nothing of a single file"
          help="What was read and written is then trusted; whether a file is there is seen by opening it."
        />
        <BoxField
          name="noRename"
          label="It cannot rename"
          help="Files are then written under their own names and can be seen half done: the receiver has to wait for our sign beside them. There is no archive, and taken files are deleted. A server that only refuses to replace needs nothing: we never replace a file."
        />
        <BoxField
          name="legacyAlgorithms"
          label="It only speaks old algorithms"
          help="Allows SHA-1 for its key exchange, its key and its checksums. Ask its operator for an update."
        />
        <BoxField
          name="signOff"
          label="Sign out after each use"
          help="Otherwise a session is kept for a minute for the next use."
        />
        <div className={styles.split}>
          <TextField
            name="maxSessions"
            label="Sessions at most"
            inputMode="numeric"
            optional
            help="Of each worker; whoever comes later waits. Empty: no limit."
          />
          <TextField
            name="closeSeconds"
            label="Signs out within"
            inputMode="numeric"
            suffix="seconds"
            help="A file that was handed over stays so."
          />
        </div>
      </div>
    </details>
  );
}

const quirkBoxes = ["noStat", "noRename", "legacyAlgorithms", "signOff"];
