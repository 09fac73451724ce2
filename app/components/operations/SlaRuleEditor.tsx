import { Form, Link } from "@remix-run/react";
import { FormProblems } from "../console/parts/FormProblems";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField, TextAreaField, TextField } from "../forms/fields";
import { businessWords } from "../state/SlaClock";
import { ExactTime } from "../Time";
import { EditorPanel } from "./EditorPanel";
import type { SlaMove, SlaRulesPageProps } from "./SlaRulesPage";
import styles from "./sla.module.css";

/** What the last submit of the editor came to. */
export interface RuleEdit {
  errors: Record<string, string>;
  typed: Record<string, string | string[]>;
  /** Which clocks the change moves, once it was asked for. `seen` is sent back with the change. */
  preview: { seen: string; removes: boolean; moves: SlaMove[] } | null;
}

type Props = SlaRulesPageProps & RuleEdit & { open: NonNullable<SlaRulesPageProps["open"]> };

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** Changes one policy or calendar: first what it would move, then the change itself. */
export function SlaRuleEditor({ open, calendars, zones, errors, typed, preview }: Props) {
  return (
    <EditorPanel title={open.title} closeHref="/sla/rules" history={[]}>
      <Form method="post" className={styles.form} preventScrollReset>
        <FormFields errors={errors} defaultValues={{ ...open.values, ...typed }}>
          <input type="hidden" name="kind" value={open.kind} />
          <input type="hidden" name="id" value={open.id} />
          <FormProblems errors={errors} />
          <TextField name="name" label="Name" />
          {open.kind === "policy" ? (
            <PolicyFields isDefault={open.isDefault} calendars={calendars} />
          ) : (
            <CalendarFields zones={zones} />
          )}
          {preview ? <Preview {...preview} kind={open.kind} /> : null}
          <div className={styles.buttons}>
            <SubmitButton intent="preview" variant={preview ? "default" : "filled"}>
              Show what it moves
            </SubmitButton>
            {!open.isDefault && open.id !== "new" && !preview ? (
              <SubmitButton intent="remove" variant="subtle" color="gray" formNoValidate>
                Remove {open.kind}
              </SubmitButton>
            ) : null}
          </div>
        </FormFields>
      </Form>
    </EditorPanel>
  );
}

function PolicyFields({ isDefault, calendars }: { isDefault: boolean; calendars: Props["calendars"] }) {
  return (
    <>
      {isDefault ? null : (
        <div className={styles.pair}>
          <SelectField
            name="tier"
            label="Tier"
            options={[{ value: "", label: "Any" }, ...["A", "B", "C"].map((tier) => ({ value: tier, label: tier }))]}
          />
          <SelectField
            name="mode"
            label="Mode"
            options={[
              { value: "", label: "Any" },
              { value: "bidirectional", label: "Orders and results" },
              { value: "results-only", label: "Results only" },
            ]}
          />
        </div>
      )}
      <div className={styles.pair}>
        <TextField name="targetMinutes" label="Answer within, hours" inputMode="numeric" help="Business hours." />
        <TextField name="warnPercent" label="Warning at, %" inputMode="numeric" help="Of that time." />
      </div>
      <SelectField
        name="calendarId"
        label="Counted in"
        options={calendars.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextField
        name="escalationEmail"
        label="Told of a breach"
        help="Besides Sales; the lab's escalation contact when empty."
        optional
      />
      {isDefault ? null : (
        <TextField name="position" label="Place in the order" inputMode="numeric" help="The first that fits counts." />
      )}
    </>
  );
}

function CalendarFields({ zones }: { zones: string[] }) {
  return (
    <>
      <SelectField
        name="timeZone"
        label="Time zone"
        options={zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
      />
      <p className={styles.lead}>Opening hours such as 08:00-18:00; empty is closed.</p>
      <div className={styles.week}>
        {days.map((day) => (
          <TextField key={day} name={day.toLowerCase()} label={day} />
        ))}
      </div>
      <TextAreaField
        name="days"
        label="Holidays and half days"
        help="One a line: 2026-12-25 Christmas, or 2026-12-24 08:00-12:00 Christmas Eve."
        rows={6}
      />
    </>
  );
}

function Preview({ seen, removes, moves, kind }: NonNullable<RuleEdit["preview"]> & { kind: Props["open"]["kind"] }) {
  const count = moves.length === 1 ? "1 open clock moves" : `${moves.length} open clocks move`;
  return (
    <section className={styles.preview} aria-label="What it moves" aria-live="polite">
      <h3>{moves.length === 0 ? "No open clock moves" : count}</h3>
      {moves.length > 0 ? (
        <ul>
          {moves.map((move) => (
            <li key={move.id}>
              <Link className="gh-link" to={move.href}>
                {move.practice}
              </Link>
              <span>
                {move.fromDue && move.toDue ? (
                  <>
                    <ExactTime at={move.fromDue} /> → <ExactTime at={move.toDue} />
                  </>
                ) : (
                  `Paused: ${businessWords(move.fromMinutes)} → ${businessWords(move.toMinutes)}`
                )}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <input type="hidden" name="seen" value={seen} />
      {removes ? <input type="hidden" name="removes" value="yes" /> : null}
      <SubmitButton intent="save">
        {removes ? `Remove the ${kind}` : moves.length > 0 ? "Save and move them" : "Save"}
      </SubmitButton>
    </section>
  );
}
