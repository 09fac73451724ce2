import { TextInput } from "@mantine/core";
import { Form } from "@remix-run/react";
import { Callout } from "../../data/Callout";
import { EmptyState } from "../../data/EmptyState";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { FormFields, useField } from "../../forms/context";
import { ToneBadge } from "../../state/StateBadge";
import { ExactTime } from "../../Time";
import { FormProblems } from "../parts/FormProblems";
import styles from "./connections.module.css";
import type { CodesTabProps } from "./types";

export type { CodesTabProps } from "./types";

type Row = CodesTabProps["rows"][number];

const words = {
  mapped: { tone: "good", word: "Mapped" },
  unmapped: { tone: "stop", word: "Not mapped" },
  discontinued: { tone: "warn", word: "Discontinued" },
} as const;

function Cell({ name, label }: { name: string; label: string }) {
  const field = useField(name);
  return (
    <TextInput
      id={field.id}
      name={name}
      aria-label={label}
      defaultValue={field.text}
      autoComplete="off"
      {...(field.error ? { error: field.error } : {})}
    />
  );
}

function CodeRow({ row, canEdit }: { row: Row; canEdit: boolean }) {
  const { tone, word } = words[row.status];
  return (
    <tr>
      <td>
        <span className="gh-mono">{row.labCode}</span>
      </td>
      <td>
        {row.name} {row.kind === "panel" ? <span className="gh-dim">panel</span> : null}
      </td>
      <td>
        {canEdit ? (
          <Cell name={`emrCode.${row.labCode}`} label={`Practice's code for ${row.labCode}`} />
        ) : (
          <span className="gh-mono">{row.emrCode || "–"}</span>
        )}
      </td>
      <td>
        {canEdit ? (
          <Cell name={`emrText.${row.labCode}`} label={`Practice's name for ${row.labCode}`} />
        ) : (
          row.emrText || "–"
        )}
      </td>
      <td>
        <ToneBadge tone={tone} plain>
          {word}
        </ToneBadge>
      </td>
    </tr>
  );
}

/** What the practice calls each code it is offered. */
export function CodesTab(props: CodesTabProps) {
  const { rows, mapped, unmapped, canEdit, nonce, errors, orderMenu } = props;
  if (props.resultsOnly) {
    return (
      <EmptyState
        title="No codes to map"
        text="This connection carries results only. They travel under the lab's own codes and LOINC, so nothing can be ordered by a wrong code."
      />
    );
  }
  if (rows.length === 0) {
    return (
      <EmptyState title="Nothing is offered yet" text="Sales offers tests and panels when a request is approved." />
    );
  }
  const values = {
    ...Object.fromEntries(
      rows.flatMap((row) => [
        [`emrCode.${row.labCode}`, row.emrCode],
        [`emrText.${row.labCode}`, row.emrText],
      ]),
    ),
    ...props.defaultValues,
  };
  return (
    <div className={styles.stack}>
      {canEdit || !props.readOnlyReason ? null : (
        <Callout tone="off" title="You can read this, not change it">
          {props.readOnlyReason}
        </Callout>
      )}
      <FormProblems errors={errors} />
      <FormFields errors={errors} defaultValues={values}>
        <Form method="post" className={styles.box} key={rows.map((row) => row.emrCode).join(" ")} preventScrollReset>
          <FormNonce value={nonce} />
          <div className={styles.boxHead}>
            <h2>
              {unmapped === 0
                ? `All ${mapped} codes are mapped`
                : `${unmapped} of ${mapped + unmapped} codes are not mapped`}
            </h2>
            {canEdit && unmapped > 0 ? (
              <SubmitButton intent="sameCodes" variant="default" formNoValidate>
                Fill empty ones with the lab's codes
              </SubmitButton>
            ) : null}
          </div>
          <div className={styles.scroll}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Lab code</th>
                  <th scope="col">Test or panel</th>
                  <th scope="col">Practice sends</th>
                  <th scope="col">Practice's name</th>
                  <th scope="col">Status</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <CodeRow key={row.labCode} row={row} canEdit={canEdit} />
                ))}
              </tbody>
            </table>
          </div>
          {canEdit ? (
            <div className={styles.footBar}>
              <span className="gh-dim">Saving makes a new configuration version.</span>
              <SubmitButton intent="saveCodeMap">Save the code map</SubmitButton>
            </div>
          ) : null}
        </Form>
      </FormFields>
      {orderMenu ? <OrderMenu orderMenu={orderMenu} nonce={nonce} /> : null}
    </div>
  );
}

function OrderMenu({ orderMenu, nonce }: { orderMenu: NonNullable<CodesTabProps["orderMenu"]>; nonce: string }) {
  const { last, canSend } = orderMenu;
  return (
    <section className={styles.box} aria-labelledby="menu-title">
      <div className={styles.boxHead}>
        <h2 id="menu-title">Order menu</h2>
        {canSend ? (
          <Form method="post" preventScrollReset>
            <FormNonce value={nonce} />
            <SubmitButton intent="sendOrderMenu" variant="default">
              Send the order menu
            </SubmitButton>
          </Form>
        ) : null}
      </div>
      <div className={styles.boxBody}>
        {last ? (
          <p>
            <ToneBadge tone={last.ok ? "good" : "stop"} plain>
              {last.ok ? "Sent" : "Not sent"}
            </ToneBadge>{" "}
            {last.text}{" "}
            <span className="gh-dim">
              <ExactTime at={last.at} />
            </span>
          </p>
        ) : (
          <p className="gh-dim">It was not sent yet. The EMR gets every orderable code as one file.</p>
        )}
      </div>
    </section>
  );
}
