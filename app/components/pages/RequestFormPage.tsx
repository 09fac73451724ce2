import { Form } from "@remix-run/react";
import { type ReactNode, useRef } from "react";
import { AttachmentList } from "../attachments/AttachmentList";
import { Callout } from "../data/Callout";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextAreaField } from "../forms/fields";
import { AskedFields } from "../information/AskedItems";
import { ExactTime } from "../Time";
import { useRootData } from "../viewer";
import { DraftNotices, SavedLine } from "./DraftNotices";
import styles from "./RequestFormPage.module.css";
import type { RequestFormProps, RequestFormResult } from "./request-form";
import { ConnectsPart, EmrPart, PeoplePart, PracticePart, TestsPart, VolumePart } from "./request-parts";
import { type RequestStepId, requestSteps, stepsWithErrors } from "./request-steps";
import { StepList } from "./StepList";
import { editPath, newPath, useRequestDraft } from "./use-request-draft";

/** The request for a connection: one page in seven parts, kept while it is filled in, submitted at its end. */
export function RequestFormPage(props: RequestFormProps & { result: RequestFormResult | undefined }) {
  const { labName, defaultValues, infoRequest, prefilledFrom, result } = props;
  const form = useRef<HTMLFormElement>(null);
  const draft = useRequestDraft(form, {
    viewerId: useRootData()?.viewer?.id ?? "",
    nonce: props.nonce,
    draft: result?.draft ?? props.draft,
    stale: result?.stale ?? null,
    notice: result?.notice ?? props.notice,
  });
  const { state, notice, restored } = draft;
  const errors = draft.wrong(props.errors);
  const stale = state.kind === "stale" ? state.stale : null;
  return (
    <div className={styles.page}>
      <StepList wrong={stepsWithErrors(errors)}>
        <SavedLine state={state} draft={draft.draft} />
      </StepList>
      <Form
        method="post"
        action={draft.draft ? editPath(draft.draft.id) : newPath}
        encType="multipart/form-data"
        className={styles.form}
        noValidate
        ref={form}
        onInput={draft.onInput}
        onBlur={(event) => draft.onLeave(fieldNameOf(event.target))}
        onSubmit={draft.onSubmit}
      >
        <FormFields
          key={restored ? "restored" : "loaded"}
          errors={errors}
          defaultValues={restored ? { ...defaultValues, ...restored.values } : defaultValues}
          size="md"
        >
          {/* What Enter in a field does: the first button of a form, which must not be one that removes a file. */}
          <button type="submit" name="intent" value="save" className="gh-vh" tabIndex={-1} aria-hidden="true" />
          <FormNonce value={draft.nonce} />
          <input type="hidden" name="base" defaultValue={stale?.version ?? draft.draft?.version ?? ""} />
          <input type="hidden" name="twinSeen" value={notice?.id ?? ""} />
          <h1 className="gh-vh">Ask for a connection</h1>
          <FieldErrors
            errors={result ? errors : props.errors}
            unharmed="Everything you entered is still here."
            occasion={result ?? null}
          />
          <DraftNotices
            state={state}
            restored={restored !== null}
            path={draft.draft ? editPath(draft.draft.id) : newPath}
            keepMine={draft.keepMine}
            takeTheirs={draft.takeTheirs}
          />
          {prefilledFrom && !draft.draft ? (
            <Callout tone="brand" title={`Begun with your request for ${prefilledFrom.emrName}`}>
              Your practice and its people are filled in as you gave them on{" "}
              <ExactTime at={prefilledFrom.at} style="date" />. Change what is different.
            </Callout>
          ) : null}
          {notice ? (
            <Callout
              tone="warn"
              title={notice.title}
              live
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
            <EmrPart
              emrSystems={props.emrSystems}
              onChoose={() => draft.onLeave("emr.systemId")}
              attachments={props.attachments}
              uploadRules={props.uploadRules}
            />
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

/** The name of the field an element belongs to; a picker's own box has none and says it around itself. */
function fieldNameOf(element: HTMLElement): string {
  const name = element.getAttribute("name") ?? "";
  return name || (element.closest("[data-field]")?.getAttribute("data-field") ?? "");
}
