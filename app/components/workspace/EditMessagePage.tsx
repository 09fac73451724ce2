import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { CopyId } from "../data/CopyId";
import { PageHeader } from "../data/PageHeader";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import { Difference, type FieldDifference } from "./Difference";
import styles from "./messages.module.css";

export interface EditMessagePageProps {
  id: string;
  title: string;
  controlId: string | null;
  /** Why it cannot be edited. */
  refusal: string | null;
  text: string;
  /** What came of the last look at the edit. */
  review?:
    | { kind: "good"; difference: FieldDifference }
    | { kind: "broken"; faults: { line: number; path: string | null; reason: string }[] }
    | { kind: "unchanged" };
  errors?: Record<string, string>;
  defaultValues?: Record<string, string | string[]>;
  nonce: string;
}

/** The outgoing text of a message that stopped: edit, look at the difference, send the copy. */
export function EditMessagePage({ id, title, controlId, refusal, text, review, nonce, ...form }: EditMessagePageProps) {
  const { errors = {}, defaultValues = {} } = form;
  const good = review?.kind === "good";
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeader
          title="Edit and resend"
          aside={title}
          facts={controlId ? <CopyId id={controlId} label="Copy control ID" /> : undefined}
        />
      </div>
      {refusal ? (
        <div className={styles.edit}>
          <Callout tone="warn" title={refusal}>
            Nothing was changed.{" "}
            <Link to={`/messages/${id}`} className="gh-link">
              Back to the message
            </Link>
          </Callout>
        </div>
      ) : (
        <Form method="post" className={styles.edit} preventScrollReset>
          <FormNonce value={nonce} />
          {errors.form ? (
            <Callout tone="stop" title={errors.form}>
              Nothing was sent.
            </Callout>
          ) : null}
          {review?.kind === "broken" ? (
            <Callout tone="stop" title="This cannot be sent" live>
              Nothing was sent; what you typed is kept below.
              <ul className={styles.faults}>
                {review.faults.map((fault) => (
                  <li key={`${fault.line} ${fault.path} ${fault.reason}`}>
                    Line {fault.line}
                    {fault.path ? (
                      <>
                        , <span className="gh-mono">{fault.path}</span>
                      </>
                    ) : null}
                    : {fault.reason}
                  </li>
                ))}
              </ul>
            </Callout>
          ) : null}
          {review?.kind === "unchanged" ? (
            <Callout tone="warn" title="Nothing was edited" live>
              To send the same bytes again, use Resend on the message’s page.
            </Callout>
          ) : null}
          <FormFields errors={errors} defaultValues={{ text, ...defaultValues }}>
            <TextAreaField
              name="text"
              label="Outgoing text"
              help="One segment to a line. Order numbers and the kind of message stay as they are. The copy gets a control ID and a file name of its own; the original is kept."
              rows={18}
            />
            {good ? (
              <>
                <section aria-label="What the edit changes">
                  <Difference heads={["Before the edit", "After it"]} difference={review.difference} />
                </section>
                <TextAreaField name="reason" label="Reason" help="It stays with both messages." rows={2} />
              </>
            ) : null}
          </FormFields>
          <div className={styles.buttons}>
            {good ? <SubmitButton intent="send">Send the edited copy</SubmitButton> : null}
            <SubmitButton intent="review" variant={good ? "default" : "filled"}>
              Review the difference
            </SubmitButton>
            <Button component={Link} to={`/messages/${id}`} variant="subtle" color="gray">
              Leave it as it is
            </Button>
          </div>
        </Form>
      )}
    </div>
  );
}
