import { RequestFiles } from "../attachments/RequestFiles";
import type { Attachment, UploadRules } from "../attachments/types";
import { CheckboxCards, type Choice, PickList, RadioCards } from "../forms/choices";
import { SelectField, TextAreaField, TextField } from "../forms/fields";
import { EmrPicker } from "./EmrPicker";
import styles from "./RequestFormPage.module.css";
import type { EmrOption } from "./request-form";

/** Name, NPI, address, zone. */
export function PracticePart({ timeZones }: { timeZones: { value: string; label: string }[] }) {
  return (
    <>
      <TextField name="practice.legalName" label="Legal name" autoComplete="organization" />
      <div className={styles.pair}>
        <TextField name="practice.npi" label="NPI" inputMode="numeric" help="Ten digits, of the practice." />
        <TextField name="practice.labAccountNumber" label="Lab account number" optional help="On your last invoice." />
      </div>
      <TextField name="practice.addressLine" label="Street address" autoComplete="street-address" />
      <div className={styles.address}>
        <TextField name="practice.city" label="City" autoComplete="address-level2" />
        <TextField name="practice.state" label="State" autoComplete="address-level1" />
        <TextField name="practice.postalCode" label="ZIP code" autoComplete="postal-code" />
      </div>
      <SelectField
        name="practice.timeZone"
        label="Time zone"
        options={[{ value: "", label: "Choose a time zone" }, ...timeZones]}
        help="Every date we give you is in this zone."
      />
      <TextField name="practice.specialty" label="Specialty" help="Family medicine, oncology, and so on." />
      <TextAreaField
        name="practice.sites"
        label="Sites"
        optional
        rows={2}
        help="Other offices that will use the connection, one a line."
      />
    </>
  );
}

interface EmrProps {
  emrSystems: EmrOption[];
  onChoose: () => void;
  attachments: Attachment[];
  uploadRules: UploadRules;
}

/** The system, its version, what should flow, and the files that describe it. */
export function EmrPart({ emrSystems, onChoose, attachments, uploadRules }: EmrProps) {
  return (
    <>
      <EmrPicker emrSystems={emrSystems} onChoose={onChoose} />
      <div className={styles.pair}>
        <TextField name="emr.version" label="Version" optional help="Under Help, About. A guess is fine." />
        <TextField name="emr.vendorName" label="Who looks after it" optional help="The vendor or your IT company." />
      </div>
      <RadioCards
        name="mode"
        legend="What should flow"
        choices={[
          {
            value: "bidirectional",
            label: "Orders and results",
            text: "You order in your EMR; results come back into the chart.",
          },
          {
            value: "results-only",
            label: "Results only",
            text: "You keep ordering as today; results come into the chart.",
          },
        ]}
      />
      <RequestFiles attachments={attachments} rules={uploadRules} />
    </>
  );
}

/** Transport, and who hosts the server when it is SFTP. */
export function ConnectsPart({ labName }: { labName: string }) {
  return (
    <div className={styles.connects}>
      <RadioCards
        name="transport"
        legend="What your EMR can do"
        columns={1}
        choices={[
          {
            value: "sftp",
            label: "Files over SFTP",
            text: "The EMR writes and reads files in a folder. Most systems do this.",
          },
          {
            value: "rest",
            label: "A web service (REST API)",
            text: "The EMR calls us, or we call it, for each order and result.",
          },
          {
            value: "unknown",
            label: "I do not know",
            text: "We find out with your vendor; it does not hold up your request.",
          },
        ]}
      />
      <div className={styles.host}>
        <SelectField
          name="sftpHost"
          label="Who runs the SFTP server"
          options={[
            { value: "unknown", label: "I do not know" },
            { value: "practice", label: "We do, at the practice" },
            { value: "vendor", label: "Our EMR vendor" },
            { value: "lab", label: `${labName} should` },
          ]}
        />
      </div>
    </div>
  );
}

/** How much, and by when. */
export function VolumePart() {
  return (
    <>
      <div className={styles.pair}>
        <TextField
          name="volume.orders"
          label="Orders a month"
          inputMode="numeric"
          help="About how many you send to us."
        />
        <TextField
          name="volume.results"
          label="Results a month"
          inputMode="numeric"
          help="About how many you expect back."
        />
      </div>
      <TextField name="targetDate" label="When you would like to start" type="date" optional />
    </>
  );
}

/** Tests and panels of interest. */
export function TestsPart({ tests, panels }: { tests: Choice[]; panels: Choice[] }) {
  return (
    <>
      <PickList
        name="tests"
        legend="Tests"
        optional
        choices={tests}
        placeholder="Find a test by name or code"
        nothing="Nothing by that name. Write it in the notes and we look for it."
      />
      {panels.length > 0 ? (
        <CheckboxCards name="panels" legend="Panels at preferred price" optional choices={panels} />
      ) : null}
    </>
  );
}

const people = [
  {
    key: "clinical",
    title: "Clinical contact",
    text: "Knows which tests you order and how results are read.",
    phone: true,
    optional: false,
  },
  {
    key: "technical",
    title: "Technical contact",
    text: "We call them only if something stops.",
    phone: true,
    optional: true,
  },
  {
    key: "vendor",
    title: "At your EMR vendor",
    text: "If you have one; we send them the specification.",
    phone: true,
    optional: true,
  },
  {
    key: "signer",
    title: "Authorised signer",
    text: "Signs for the practice when testing is done. Gets one e-mail.",
    phone: false,
    optional: false,
  },
] as const;

/** The four people of a connection. */
export function PeoplePart() {
  return people.map((person) => (
    <fieldset key={person.key} className={styles.person}>
      <legend>
        {person.title}
        {person.optional ? <span className="gh-dim"> optional</span> : null}
      </legend>
      <p className={styles.personText}>{person.text}</p>
      <div className={styles.pair} data-thirds={person.phone || undefined}>
        <TextField name={`contacts.${person.key}.name`} label="Name" />
        <TextField name={`contacts.${person.key}.email`} label="E-mail" type="email" inputMode="email" />
        {person.phone ? (
          <TextField name={`contacts.${person.key}.phone`} label="Phone" type="tel" inputMode="tel" />
        ) : null}
      </div>
    </fieldset>
  ));
}
