import { Form } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { SubmitButton } from "../forms/buttons";
import { ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./workspace.module.css";

export interface CodesTabProps {
  mode: "bidirectional" | "results-only";
  canEdit: boolean;
  codes: {
    labCode: string;
    name: string;
    kind: "test" | "panel";
    status: "active" | "discontinued" | "unknown";
    emrCode: string;
    emrText: string;
  }[];
  canSendMenu: boolean;
  formError: string | null;
}

/** Every offered code and what the practice calls it. */
export function CodesTab({ mode, canEdit, codes, canSendMenu, formError }: CodesTabProps) {
  const mapped = codes.filter((code) => code.emrCode !== "").length;
  const title =
    mode === "results-only" ? `${codes.length} codes offered` : `${mapped} of ${codes.length} offered codes are mapped`;
  return (
    <div className={styles.stack}>
      {formError ? (
        <Callout tone="stop" title={formError}>
          The code map was not changed.
        </Callout>
      ) : null}
      {mode === "results-only" ? (
        <Callout tone="work" title="Nothing to map">
          This practice only receives results and keeps ordering as before, so its own order codes are not needed.
        </Callout>
      ) : null}
      <section className={styles.box}>
        <Form method="post">
          <div className={styles.boxHead}>
            <h2>
              <ToneIcon tone={mapped === codes.length || mode === "results-only" ? "good" : "stop"} /> {title}
            </h2>
            {canEdit && mode !== "results-only" ? (
              <span className={styles.tools}>
                {canSendMenu ? (
                  <SubmitButton intent="sendOrderMenu" variant="default">
                    Send order menu to the EMR
                  </SubmitButton>
                ) : null}
                <SubmitButton intent="sameCodes" variant="default">
                  Fill empty ones with lab codes
                </SubmitButton>
                <SubmitButton intent="saveCodeMap">Save code map</SubmitButton>
              </span>
            ) : null}
          </div>
          <div className={`${styles.scroll} gh-stack`}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Lab code</th>
                  <th scope="col">Name</th>
                  <th scope="col">Practice sends</th>
                  <th scope="col">Practice calls it</th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                {codes.map((code) => (
                  <tr key={code.labCode}>
                    <td className="gh-mono">{code.labCode}</td>
                    <td data-lead>
                      {code.name} {code.kind === "panel" ? <span className="gh-dim">panel</span> : null}
                    </td>
                    <td data-label="Practice sends">
                      <CodeInput code={code} field="emrCode" canEdit={canEdit && mode !== "results-only"} />
                    </td>
                    <td data-label="Practice calls it">
                      <CodeInput code={code} field="emrText" canEdit={canEdit && mode !== "results-only"} />
                    </td>
                    <td>{stateOf(code, mode)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Form>
      </section>
    </div>
  );
}

type Code = CodesTabProps["codes"][number];

function CodeInput({ code, field, canEdit }: { code: Code; field: "emrCode" | "emrText"; canEdit: boolean }) {
  if (!canEdit) return <span className={field === "emrCode" ? "gh-mono" : ""}>{code[field] || "–"}</span>;
  return (
    <input
      className={styles.cellInput}
      name={`${field}.${code.labCode}`}
      defaultValue={code[field]}
      key={code[field]}
      aria-label={`${field === "emrCode" ? "Code" : "Name"} the practice uses for ${code.name}`}
      autoComplete="off"
      maxLength={80}
    />
  );
}

function stateOf(code: Code, mode: CodesTabProps["mode"]) {
  if (code.status !== "active")
    return <ToneBadge tone="stop">{code.status === "unknown" ? "Not in the compendium" : "Discontinued"}</ToneBadge>;
  if (mode === "results-only") return <ToneBadge tone="good">Offered</ToneBadge>;
  return code.emrCode ? <ToneBadge tone="good">Mapped</ToneBadge> : <ToneBadge tone="stop">Not mapped</ToneBadge>;
}
