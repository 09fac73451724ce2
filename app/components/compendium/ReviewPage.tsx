import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextAreaField, TextField } from "../forms/fields";
import { ExactTime, RelativeTime } from "../Time";
import { ChangeCard } from "./ChangeCard";
import styles from "./compendium.module.css";
import { FindingList } from "./FindingList";
import { Frame } from "./Frame";
import type { CompendiumFrame, ItemChange } from "./types";

export interface ReviewPageProps extends CompendiumFrame {
  version: number;
  notes: string;
  effectiveOn: string;
  total: number;
  changes: ItemChange[];
  findings: { code: string; field: string; message: string }[];
  /** To be looked at; they hold no release back. */
  warnings: { code: string; field: string; message: string }[];
  connections: { href: string; practice: string; codes: string[] }[];
  panels: { code: string; name: string }[];
  ordered: { code: string; practice: string; orders: number; lastAt: string }[];
  named: { code: string; where: "code-list" | "template"; name: string }[];
  review: {
    needed: boolean;
    askedAt: string | null;
    by: string | null;
    at: string | null;
    /** What was reviewed is what is in the draft now. */
    isCurrent: boolean;
    isEditor: boolean;
  };
  canReview: boolean;
  canPublish: boolean;
  canRule: boolean;
  errors: Record<string, string>;
  typed: Record<string, string | string[]>;
}

/** The draft, to be read before it is published: every change, what stops it, whom it reaches. */
export function ReviewPage(props: ReviewPageProps) {
  const { changes, total, findings, warnings, errors, typed, nonce, canEdit, canRule, review } = props;
  const frame = { lead: props.lead, loinc: props.loinc, views: props.views, draft: null, canEdit, nonce };
  return (
    <Frame {...frame}>
      {total === 0 ? (
        <EmptyState
          title="Nothing is being changed"
          text="Whatever is changed in the compendium waits here until it is published as a release."
          action={
            <Button component={Link} to="/compendium" size="sm">
              Open the tests
            </Button>
          }
        />
      ) : (
        <div className={styles.columns}>
          <div className={styles.main}>
            <FieldErrors errors={errors} />
            {findings.length > 0 ? (
              <Callout
                tone="stop"
                title={findings.length === 1 ? "One finding stops it" : `${findings.length} findings stop it`}
              >
                <FindingList findings={findings} />
              </Callout>
            ) : null}
            {warnings.length > 0 ? (
              <Callout
                tone="warn"
                title={warnings.length === 1 ? "One thing to look at" : `${warnings.length} things to look at`}
              >
                <FindingList findings={warnings} />
                <p>This does not hold the release back.</p>
              </Callout>
            ) : null}
            <h2>{total === 1 ? "1 change" : `${total.toLocaleString("en-US")} changes`}</h2>
            {changes.map((change) => (
              <ChangeCard
                key={`${change.kind} ${change.code}`}
                change={change}
                action={canEdit ? <TakeOut change={change} nonce={nonce} /> : null}
              />
            ))}
            {total > changes.length ? (
              <p className="gh-dim">and {(total - changes.length).toLocaleString("en-US")} more</p>
            ) : null}
          </div>
          <aside className={styles.aside}>
            <FormFields
              errors={errors}
              defaultValues={{ notes: props.notes, effectiveOn: props.effectiveOn, ...typed }}
            >
              <Publishing {...props} />
            </FormFields>
            <Reviewing {...props} />
            <Impact {...props} />
            {canRule ? (
              <Form method="post" className={styles.section}>
                <FormNonce value={nonce} />
                <input type="hidden" name="secondPerson" value={review.needed ? "no" : "yes"} />
                <SubmitButton intent="rule" variant="default" size="xs">
                  {review.needed ? "Do without a second person" : "Ask for a second person"}
                </SubmitButton>
              </Form>
            ) : null}
          </aside>
        </div>
      )}
    </Frame>
  );
}

function TakeOut({ change, nonce }: { change: ItemChange; nonce: string }) {
  return (
    <ConfirmButton
      label="Take out"
      title={`Take ${change.code} out of the draft?`}
      intent="discardChange"
      fields={{ kind: change.kind, code: change.code, version: String(change.version ?? 0) }}
      nonce={nonce}
      variant="subtle"
      color="gray"
      size="compact-xs"
    >
      {change.action === "add" ? "It will not be there any more." : "It stays as it is in force."}
    </ConfirmButton>
  );
}

function Publishing({ canEdit, canPublish, nonce, version, findings, review, connections }: ReviewPageProps) {
  if (!canEdit) return null;
  const stopped = findings.length > 0 || (review.needed && !review.isCurrent);
  return (
    <section aria-label="Publish">
      <h2>Publish</h2>
      <Form method="post" className={styles.form} id="publishing">
        <FormNonce value={nonce} />
        <TextAreaField name="notes" label="What this release brings" rows={3} />
        <TextField
          name="effectiveOn"
          label="In force from"
          type="date"
          optional
          help="Left out: as soon as it is published."
        />
        <input type="hidden" name="version" value={version} />
        <div className={styles.buttons}>
          <SubmitButton intent="saveNotes" variant="default" size="sm">
            Keep notes
          </SubmitButton>
          {canPublish && !stopped ? (
            <SubmitButton intent="publish" size="sm">
              Publish release
            </SubmitButton>
          ) : null}
        </div>
      </Form>
      {canPublish ? (
        <p className="gh-dim">
          {stopped
            ? findings.length > 0
              ? "It can be published once the findings are put right."
              : "It can be published once a second person has reviewed it."
            : `A release cannot be changed afterwards. It reaches ${connections.length === 1 ? "1 connection" : `${connections.length} connections`}.`}
        </p>
      ) : null}
    </section>
  );
}

function Reviewing({ review, canEdit, canReview, nonce, version }: ReviewPageProps) {
  return (
    <section className={styles.section} aria-label="Review">
      <h2>Review</h2>
      {review.by && review.at ? (
        <p>
          {review.isCurrent ? "Reviewed" : "An earlier version was reviewed"} by {review.by},{" "}
          <ExactTime at={review.at} />
        </p>
      ) : (
        <p className="gh-dim">{review.needed ? "A second person has to review it." : "Nobody has reviewed it."}</p>
      )}
      {review.askedAt && !review.isCurrent ? (
        <p>
          Asked for <RelativeTime at={review.askedAt} />
        </p>
      ) : null}
      <Form method="post" className={styles.buttons}>
        <FormNonce value={nonce} />
        <input type="hidden" name="version" value={version} />
        {canEdit && !review.isCurrent ? (
          <SubmitButton intent="askReview" variant="default" size="xs">
            Ask for a review
          </SubmitButton>
        ) : null}
        {canReview && !review.isEditor && !review.isCurrent ? (
          <SubmitButton intent="review" size="xs">
            Mark as reviewed
          </SubmitButton>
        ) : null}
      </Form>
    </section>
  );
}

function Impact({ connections, panels, ordered, named }: ReviewPageProps) {
  return (
    <section className={styles.section} aria-label="Whom it reaches">
      <h2>Whom it reaches</h2>
      {ordered.length > 0 ? (
        <Callout tone="warn" title="Still ordered, and ends">
          <ul>
            {ordered.map(({ code, practice, orders, lastAt }) => (
              <li key={`${code} ${practice}`}>
                <span className="gh-mono">{code}</span> {practice}: {orders === 1 ? "1 order" : `${orders} orders`} in
                90 days, last <RelativeTime at={lastAt} />
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {connections.length === 0 ? <p className="gh-dim">No connection offers what changes.</p> : null}
      <ul>
        {connections.slice(0, 40).map(({ href, practice, codes }) => (
          <li key={href}>
            <Link className="gh-link" to={href}>
              {practice}
            </Link>{" "}
            <span className="gh-mono gh-dim">{codes.slice(0, 8).join(" ")}</span>
          </li>
        ))}
      </ul>
      {panels.length > 0 ? (
        <>
          <h2>Panels with these tests</h2>
          <ul>
            {panels.map(({ code, name }) => (
              <li key={code}>
                <Link className="gh-link" to={`/compendium/panels/${code}`}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {named.length > 0 ? (
        <>
          <h2>Named elsewhere, and ends</h2>
          <ul>
            {named.map(({ code, where, name }) => (
              <li key={`${code} ${where} ${name}`}>
                <span className="gh-mono">{code}</span> in {where === "template" ? "the template" : "the code list of"}{" "}
                {name}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
