import { Form } from "@remix-run/react";
import { IconCloudCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { AttachmentList } from "../attachments/AttachmentList";
import type { Attachment, UploadRules } from "../attachments/types";
import { Callout } from "../data/Callout";
import { FormNonce, SubmitButton } from "../forms/buttons";
import type { Choice } from "../forms/choices";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextAreaField } from "../forms/fields";
import { AskedFields } from "../information/AskedItems";
import type { InfoRound } from "../information/types";
import { ExactTime, RelativeTime } from "../Time";
import styles from "./RequestFormPage.module.css";
import { ConnectsPart, EmrPart, PeoplePart, PracticePart, TestsPart, VolumePart } from "./request-parts";
import { type RequestStepId, requestSteps, stepsWithErrors } from "./request-steps";
import { StepList } from "./StepList";

/** An EMR the lab knows; `note` says how it went with others. */
export interface EmrOption {
  id: string;
  label: string;
  note?: string;
}

export interface RequestFormProps {
  labName: string;
  nonce: string;
  /** By field name, as posted: "practice.npi". */
  errors: Record<string, string>;
  defaultValues: Record<string, string | string[]>;
  emrSystems: EmrOption[];
  timeZones: { value: string; label: string }[];
  /** value is the code, text the specimen. */
  tests: Choice[];
  /** value is the code, text what is in it, aside the price. */
  panels: Choice[];
  /** How soon the lab answers: "within 16 business hours". */
  promise: string;
  /** When the draft was last saved. */
  savedAt?: string | null;
  /** What the lab asked; posted are `answer`, `missing.` and `files.` with the items' keys. */
  infoRequest?: InfoRound | null;
  /** The files that are with it so far. */
  attachments: Attachment[];
  uploadRules: UploadRules;
  /** Something to know before submitting, such as a second open request for the same EMR. */
  notice?: { title: string; text: string; href: string; label: string } | null;
}

/** The request for a connection: one page in seven parts; saved as a draft or submitted. */
export function RequestFormPage(props: RequestFormProps) {
  const { labName, nonce, errors, defaultValues, savedAt, infoRequest, notice } = props;
  const wrong = stepsWithErrors(errors);
  return (
    <div className={styles.page}>
      <StepList wrong={wrong}>
        {savedAt ? (
          <>
            <IconCloudCheck size={16} stroke={1.6} aria-hidden />
            <span>
              Draft saved <RelativeTime at={savedAt} />. Finish on any device.
            </span>
          </>
        ) : null}
      </StepList>
      <Form method="post" encType="multipart/form-data" className={styles.form} noValidate>
        <FormFields errors={errors} defaultValues={defaultValues} size="md">
          {/* What Enter in a field does: the first button of a form, which must not be one that removes a file. */}
          <button type="submit" name="intent" value="save" className="gh-vh" tabIndex={-1} aria-hidden="true" />
          <FormNonce value={nonce} />
          {typeof defaultValues.draft === "string" ? (
            <input type="hidden" name="draft" value={defaultValues.draft} />
          ) : null}
          <h1 className="gh-vh">Ask for a connection</h1>
          <FieldErrors errors={errors} unharmed="Everything you entered is still here." />
          {notice ? (
            <Callout
              tone="warn"
              title={notice.title}
              action={
                <a className="gh-link" href={notice.href}>
                  {notice.label}
                </a>
              }
            >
              {notice.text}
            </Callout>
          ) : null}
          {infoRequest ? (
            <section className={styles.asked} aria-labelledby="asked">
              <h2 id="asked">{labName} asks</h2>
              <p className={styles.question}>{infoRequest.question}</p>
              <p className="gh-dim">
                {infoRequest.askedBy}, <ExactTime at={infoRequest.askedAt} />
              </p>
              <AskedFields items={infoRequest.items} rules={props.uploadRules} />
              <TextAreaField
                name="answer"
                label="Your answer"
                rows={3}
                optional={infoRequest.items.length > 0}
                help="Change the entries below too, if the answer changes them."
              />
            </section>
          ) : null}
          <Part id="practice" lead="Who you are and where specimens come from.">
            <PracticePart timeZones={props.timeZones} />
          </Part>
          <Part id="emr" lead="Which system do you order from, and what should it do with us?">
            <EmrPart emrSystems={props.emrSystems} attachments={props.attachments} uploadRules={props.uploadRules} />
          </Part>
          <Part id="connects" lead="How your EMR exchanges files or calls. Your vendor knows; we can ask them too.">
            <ConnectsPart labName={labName} />
          </Part>
          <Part id="volume" lead="Estimates are fine. They decide how soon and how often we exchange.">
            <VolumePart />
          </Part>
          <Part id="tests" lead="What you expect to order. You can order anything on the menu later.">
            <TestsPart tests={props.tests} panels={props.panels} />
          </Part>
          <Part id="people" lead="Who we write to, and only when it concerns them.">
            <PeoplePart />
          </Part>
          <Part id="review" lead="Anything else we should know, then send it.">
            <TextAreaField
              name="notes"
              label="Notes"
              optional
              rows={4}
              help="Holidays, an EMR upgrade, a second office, a date that must hold."
            />
            {props.attachments.length > 0 ? (
              <div>
                <p className={styles.filesTitle}>Files that go with it</p>
                <AttachmentList attachments={props.attachments} />
              </div>
            ) : null}
            <p className={styles.after}>
              After you submit, {labName} answers {props.promise}. You see every step on your home page, and get an
              e-mail when something is needed from you.
            </p>
          </Part>
          <div className={styles.buttons}>
            <SubmitButton intent="save" variant="default" size="md" formNoValidate>
              Save and leave
            </SubmitButton>
            <SubmitButton intent="submit" size="md">
              {infoRequest ? "Answer and submit again" : "Submit request"}
            </SubmitButton>
          </div>
        </FormFields>
      </Form>
    </div>
  );
}

function Part({ id, lead, children }: { id: RequestStepId; lead: string; children: ReactNode }) {
  const step = requestSteps.find((each) => each.id === id);
  return (
    <section className={styles.part} id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{step?.title}</h2>
      <p className={styles.partLead}>{lead}</p>
      <div className={styles.fields}>{children}</div>
    </section>
  );
}
