import { Kbd } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { type KeyboardEvent, useState } from "react";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { FormFields, fieldId, useField } from "../../forms/context";
import { SelectField, TextAreaField, TextField } from "../../forms/fields";
import { AskForm } from "../../information/AskForm";
import { proposalStates } from "../../panels/types";
import { ToneBadge } from "../../state/StateBadge";
import { Disclosure } from "../parts/Disclosure";
import { FormProblems } from "../parts/FormProblems";
import { SegmentRadio } from "../parts/SegmentRadio";
import { PanelSection } from "../parts/SidePanel";
import styles from "./approvals.module.css";
import { partId, useDecisionPart } from "./decision-part";
import { TemplatePicker } from "./MessageTemplates";
import type { ApprovalPanelProps } from "./types";

const approveFields = [
  "transport",
  "overrideReason",
  "tier",
  "ordersPerMonth",
  "targetDate",
  "tests",
  "panels",
  "reason",
];
const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

function withDefaults(props: ApprovalPanelProps): Record<string, string | string[]> {
  return {
    transport: props.matrix.recommended,
    tier: "B",
    ordersPerMonth: props.ordersPerMonth === null ? "" : String(props.ordersPerMonth),
    targetDate: props.targetDate?.slice(0, 10) ?? "",
    tests: props.testsOfInterest.map((test) => test.code),
    panels: props.panelsOfInterest.map((panel) => panel.code),
    ...props.defaultValues,
  };
}

interface OfferProps {
  name: "tests" | "panels";
  title: string;
  items: { code: string; name: string; aside?: string; text?: string }[];
}

function Offer({ name, title, items }: OfferProps) {
  const field = useField(name);
  const [picked, setPicked] = useState(() => new Set(field.list));
  if (items.length === 0) return null;
  const toggle = (code: string, on: boolean) =>
    setPicked((before) => {
      const after = new Set(before);
      if (on) after.add(code);
      else after.delete(code);
      return after;
    });
  return (
    <details className={styles.offer} id={field.id} tabIndex={-1} open={field.error !== undefined || undefined}>
      <summary>
        {title}{" "}
        <span className="gh-dim gh-num">
          {picked.size} of {items.length}
        </span>
      </summary>
      <ul>
        {items.map((item) => (
          <li key={item.code}>
            <label className={styles.offerItem}>
              <input
                type="checkbox"
                name={name}
                value={item.code}
                checked={picked.has(item.code)}
                onChange={(event) => toggle(item.code, event.currentTarget.checked)}
              />
              <span>
                {item.name} <span className="gh-mono gh-dim">{item.code}</span>
              </span>
              <span className="gh-num">{item.aside}</span>
              {item.text ? <small>{item.text}</small> : null}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Panels built for this request, which cannot be offered before they are published. */
function Proposals({ proposals, buildHref }: Pick<ApprovalPanelProps["offer"], "proposals" | "buildHref">) {
  if (proposals.length === 0 && !buildHref) return null;
  return (
    <div className={styles.proposals}>
      {proposals.length > 0 ? (
        <ul aria-label="Panels built for this request">
          {proposals.map(({ id, name, code, state, next, href }) => (
            <li key={id}>
              <ToneBadge tone={proposalStates[state].tone}>{proposalStates[state].word}</ToneBadge>{" "}
              <Link className="gh-link" to={href}>
                {name}
              </Link>{" "}
              <span className="gh-mono gh-dim">{code}</span>
              <small className="gh-dim">{next}</small>
            </li>
          ))}
        </ul>
      ) : null}
      {buildHref ? (
        <Link className="gh-link" to={buildHref}>
          Build a panel for this practice
        </Link>
      ) : null}
    </div>
  );
}

/** Ctrl or ⌘ with Enter presses the button of the form one writes in. */
function sendByKey(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target instanceof HTMLElement ? event.target.closest("form") : null;
  const button = [...(form?.elements ?? [])].find((one) => one instanceof HTMLButtonElement && one.type === "submit");
  if (!form || !(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  form.requestSubmit(button);
}

/** Approve with transport, tier and offer; or ask; or reject. */
export function DecisionForm(props: ApprovalPanelProps) {
  const { nonce, errors, matrix, offer } = props;
  const values = withDefaults(props);
  const [transport, setTransport] = useState(first(values.transport) ?? matrix.recommended);
  // What the page showed first, until a refusal has told of the change.
  const [firstSeen] = useState(matrix.print);
  const matrixSeen = errors.form ? matrix.print : firstSeen;
  // A connection there is keeps its way.
  const fixed = props.changes?.transport;
  const override = !fixed && transport !== matrix.recommended;
  const approveId = partId("approve", props.id);
  const names = { practice: props.practice, emr: props.emr.name };
  useDecisionPart(props.id);
  const word = transport === "rest" ? "REST" : "SFTP";
  return (
    <FormFields errors={errors} defaultValues={values}>
      <PanelSection title="Your decision" id={fieldId("decision")}>
        <Form method="post" id={approveId} className={styles.form} preventScrollReset onKeyDown={sendByKey}>
          <FormNonce value={nonce} />
          <input type="hidden" name="matrixSeen" value={matrixSeen} />
          <FormProblems errors={errors} fields={approveFields} />
          <div className={styles.pair}>
            {fixed ? (
              <input type="hidden" name="transport" value={fixed} />
            ) : (
              <SegmentRadio
                name="transport"
                legend="Transport"
                onChange={setTransport}
                options={[
                  { value: "sftp", label: "SFTP" },
                  { value: "rest", label: "REST" },
                ]}
              />
            )}
            <SegmentRadio
              name="tier"
              legend="Value-add tier"
              options={["A", "B", "C"].map((tier) => ({ value: tier, label: tier }))}
            />
          </div>
          {override ? (
            <TextField
              name="overrideReason"
              label={`Why ${word}, when the matrix recommends ${matrix.recommended === "sftp" ? "SFTP" : "REST"}`}
            />
          ) : null}
          <div className={styles.pair}>
            <TextField name="ordersPerMonth" label="Expected orders a month" inputMode="numeric" />
            <TextField name="targetDate" label="Target go-live" type="date" optional />
          </div>
          <Offer
            name="panels"
            title="Panels at preferred price"
            items={offer.panels.map((panel) => ({ ...panel, aside: panel.price, text: panel.members }))}
          />
          <Proposals {...offer} />
          <Offer name="tests" title="Tests offered" items={offer.tests} />
          <TemplatePicker {...props} use="approve" field="reason" names={names} />
          <TextAreaField name="reason" label="Reason, kept with the decision" rows={2} />
        </Form>
      </PanelSection>
      <div className={styles.foot}>
        <SubmitButton
          intent="approve"
          size="sm"
          form={approveId}
          rightSection={
            <Kbd size="xs" aria-hidden>
              A
            </Kbd>
          }
        >
          {fixed ? "Approve orders too" : `Approve with ${word}`}
        </SubmitButton>
        <Disclosure label="Ask" id={partId("ask", props.id)} open={errors.question !== undefined} size="sm">
          <AskForm nonce={nonce} parts={props.askable} className={styles.form ?? ""} onKeyDown={sendByKey}>
            <TemplatePicker {...props} use="ask" field="question" names={names} />
          </AskForm>
        </Disclosure>
        <Disclosure
          label="Reject"
          id={partId("reject", props.id)}
          open={errors.reasonCode !== undefined || errors.message !== undefined}
          size="sm"
        >
          <Form method="post" className={styles.form} preventScrollReset onKeyDown={sendByKey}>
            <FormNonce value={nonce} />
            <SelectField
              name="reasonCode"
              label="Reason"
              options={[{ value: "", label: "Choose a reason" }, ...props.rejectionReasons]}
            />
            <TemplatePicker {...props} use="reject" field="message" names={names} />
            <TextAreaField name="message" label="Message to the practice" help="The practice reads this." rows={3} />
            <SubmitButton intent="reject" variant="default">
              Reject the request
            </SubmitButton>
          </Form>
        </Disclosure>
      </div>
    </FormFields>
  );
}
