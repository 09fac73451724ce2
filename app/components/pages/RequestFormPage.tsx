import { Form } from "@remix-run/react";
import { type ReactNode, useRef } from "react";
import { AttachmentList } from "../attachments/AttachmentList";
import { Callout } from "../data/Callout";
import { FormNonce } from "../forms/buttons";
import { FormFields, fieldId } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextAreaField } from "../forms/fields";
import { AskedFields } from "../information/AskedItems";
import { ExactTime } from "../Time";
import { useRootData } from "../viewer";
import { DraftNotices, SavedLine } from "./DraftNotices";
import portal from "./portal.module.css";
import styles from "./RequestFormPage.module.css";
import { RequestSummary } from "./RequestReview";
import type { RequestFormProps, RequestFormResult } from "./request-form";
import { ConnectsPart, EmrPart, PeoplePart, PracticePart, TestsPart, VolumePart } from "./request-parts";
import { type RequestStepId, requestSteps, stepsWithErrors } from "./request-steps";
import { StepButtons } from "./StepButtons";
import { StepList } from "./StepList";
import { editPath, newPath, useRequestDraft } from "./use-request-draft";
import { useRequestStep } from "./use-request-step";

/**
 * The request for a connection: seven steps, kept while they are filled in, submitted at the end. Without scripts they
 * stand below each other.
 */
export function RequestFormPage(props: RequestFormProps & { result: RequestFormResult | undefined }) {
  const { labName, defaultValues, infoRequest, prefilledFrom, result } = props;
  const form = useRef<HTMLFormElement>(null);
  const draft = useRequestDraft(form, {
    viewerId: useRootData()?.viewer?.id ?? "",
    nonce: props.nonce,
    draft: result?.draft ?? props.draft,
    stale: result?.stale ?? null,
    notice: result?.notice ?? props.notice,
    summary: result?.summary ?? props.summary,
  });
  const { state, notice, restored } = draft;
  const step = useRequestStep(result?.errors);
  const errors = draft.wrong(props.errors);
  const stale = state.kind === "stale" ? state.stale : null;
  const place = requestSteps.findIndex(({ id }) => id === step.shown);
  const [before, after] = [requestSteps[place - 1], requestSteps[place + 1]];
  /** Saves, and goes on where nothing is wrong in the step; else into the first field that is. */
  const goOn = async () => {
    const fields = document.getElementById(step.shown)?.querySelectorAll("[name], [data-field]") ?? [];
    const wrong = await draft.check([...new Set([...fields].map((field) => fieldNameOf(field)))]);
    if (wrong?.[0]) step.show(step.shown, fieldId(wrong[0]));
    else if (wrong && after) step.show(after.id);
  };
  const partOf = (id: RequestStepId) => ({ id, away: id !== step.shown });
  return (
    <div className={styles.page}>
      <StepList shown={step.shown} onShow={step.show} wrong={stepsWithErrors(errors)}>
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
        onSubmit={(event) => {
          const { submitter } = event.nativeEvent as SubmitEvent;
          if (!after || submitter?.dataset.enter === undefined) return draft.onSubmit(event);
          event.preventDefault();
          void goOn();
        }}
      >
        <FormFields
          key={restored ? "restored" : "loaded"}
          errors={errors}
          defaultValues={restored ? { ...defaultValues, ...restored.values } : defaultValues}
          size="md"
        >
          {/* What Enter in a field does: the first button of a form, which must not be one that removes a file. */}
          <button
            type="submit"
            name="intent"
            value="save"
            className="gh-vh"
            tabIndex={-1}
            aria-hidden="true"
            data-enter=""
          />
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
          <Part {...partOf("practice")} lead="Who you are and where specimens come from.">
            <PracticePart timeZones={props.timeZones} />
          </Part>
          <Part {...partOf("emr")} lead="Which system do you order from, and what should it do with us?">
            <EmrPart
              emrSystems={props.emrSystems}
              onChoose={() => draft.onLeave("emr.systemId")}
              attachments={props.attachments}
              uploadRules={props.uploadRules}
            />
          </Part>
          <Part
            {...partOf("connects")}
            lead="How your EMR exchanges files or calls. Your vendor knows; we can ask them too."
          >
            <ConnectsPart labName={labName} />
          </Part>
          <Part {...partOf("volume")} lead="Estimates are fine. They decide how soon and how often we exchange.">
            <VolumePart />
          </Part>
          <Part {...partOf("tests")} lead="What you expect to order. You can order anything on the menu later.">
            <TestsPart tests={props.tests} panels={props.panels} />
          </Part>
          <Part {...partOf("people")} lead="Who we write to, and only when it concerns them.">
            <PeoplePart />
          </Part>
          <Part {...partOf("review")} lead="Look it over, add what else we should know, then send it.">
            <div className={portal.box}>
              <RequestSummary summary={draft.summary} onChange={step.show} />
            </div>
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
          <StepButtons
            before={before}
            after={after}
            answers={infoRequest !== null}
            onShow={step.show}
            onGoOn={() => void goOn()}
          />
        </FormFields>
      </Form>
    </div>
  );
}

interface PartProps {
  id: RequestStepId;
  /** Another step is shown. Its fields stay part of the form. */
  away: boolean;
  lead: string;
  children: ReactNode;
}

function Part({ id, away, lead, children }: PartProps) {
  const step = requestSteps.find((each) => each.id === id);
  return (
    <section className={styles.part} id={id} aria-labelledby={`${id}-title`} data-away={away || undefined}>
      <h2 id={`${id}-title`} tabIndex={-1}>
        {step?.title}
      </h2>
      <p className={styles.partLead}>{lead}</p>
      <div className={styles.fields}>{children}</div>
    </section>
  );
}

/** The name of the field an element belongs to; a picker's own box has none and says it around itself. */
function fieldNameOf(element: Element): string {
  const name = element.getAttribute("name") ?? "";
  return name || (element.closest("[data-field]")?.getAttribute("data-field") ?? "");
}
