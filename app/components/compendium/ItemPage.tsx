import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import type { ListedPrice, OrderQuestion, ResultComponent } from "~/db/schema/compendium";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { SelectField, TextField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import { ChangeCard, LinesTable } from "./ChangeCard";
import { ConflictChoice } from "./ConflictChoice";
import styles from "./compendium.module.css";
import type { Member } from "./MemberList";
import { PanelFields } from "./PanelFields";
import { TestFields } from "./TestFields";
import type { ChangeKind, Conflict, FieldLine, ItemChange, LoincFound, LoincLine } from "./types";

export interface ItemPageProps {
  kind: "test" | "panel";
  isNew: boolean;
  code: string;
  name: string;
  status: "active" | "discontinued";
  canEdit: boolean;
  /** Plain fields as they are typed, by name. */
  values: Record<string, string | string[]>;
  components: ResultComponent[];
  questions: OrderQuestion[];
  /** With the price as it is typed. */
  prices: (Omit<ListedPrice, "cents"> & { cents: string })[];
  /** The LOINC terms of its codes. */
  terms: LoincFound;
  /** LOINC terms by its name, where it has none. */
  suggestions: LoincLine[];
  members: Member[];
  /** Said instead of the form to people who only read. */
  facts: { label: string; value: string }[];
  practices: { value: string; label: string }[];
  sales: { value: string; label: string }[];
  version: number;
  release: number;
  /** What the draft does to it, and how. */
  action: ChangeKind | null;
  draftLines: FieldLine[];
  why: string;
  history: (ItemChange & { release: string })[];
  reached: { href: string; practice: string }[];
  inPanels: { code: string; name: string }[];
  nonce: string;
  errors: Record<string, string>;
  conflict: Conflict | null;
}

/** One test or panel, whole: all its fields, what the draft and releases make of it, whom it reaches. */
export function ItemPage(props: ItemPageProps) {
  const { kind, isNew, code, name, status, canEdit, action } = props;
  const back = kind === "test" ? "/compendium" : "/compendium/panels";
  return (
    <div className={styles.page}>
      <PageHeader
        title={isNew ? `New ${kind}` : name}
        aside={isNew ? null : <span className="gh-mono">{code}</span>}
        facts={
          <>
            {status === "discontinued" ? <ToneBadge tone="off">Discontinued</ToneBadge> : null}
            {action ? <ToneBadge tone="work">Changed in the draft</ToneBadge> : null}
          </>
        }
        actions={
          <>
            {status === "discontinued" ? (
              <Button
                component={Link}
                to={`/compendium/old-codes?q=${encodeURIComponent(props.code)}&days=90`}
                variant="default"
                size="sm"
              >
                Who still orders it
              </Button>
            ) : null}
            <Button component={Link} to={back} variant="default" size="sm">
              {kind === "test" ? "All tests" : "All panels"}
            </Button>
          </>
        }
      />
      <div className={styles.columns}>
        <div className={styles.main}>
          {canEdit ? <ItemForm {...props} /> : <KeyValue facts={props.facts} labels="wide" />}
        </div>
        <aside className={styles.aside}>
          <InDraft {...props} />
          <Reach {...props} />
          <History entries={props.history} />
        </aside>
      </div>
    </div>
  );
}

function ItemForm(props: ItemPageProps) {
  const { kind, isNew, code, values, errors, conflict, version, release, nonce, why } = props;
  return (
    <Form method="post" className={styles.form} noValidate key={isNew ? "new" : `${code} ${version}`}>
      <FormNonce value={nonce} />
      <input type="hidden" name="version" value={conflict?.version ?? version} />
      <input type="hidden" name="release" value={conflict?.release ?? release} />
      <FieldErrors errors={errors} />
      {conflict ? <ConflictChoice conflict={conflict} /> : null}
      <FormFields errors={errors} defaultValues={{ ...values, why }}>
        <div className={styles.grid}>
          {isNew ? (
            <TextField name="code" label="Code" help="Practices order by this code. It cannot change later." />
          ) : null}
          <div className={isNew ? "" : styles.wide}>
            <TextField name="name" label="Name" />
          </div>
          <TextField name="shortName" label="Short name" optional />
        </div>
        {kind === "test" ? <TestFields {...props} /> : <PanelFields {...props} />}
        <section className={styles.section} aria-label="Whether it can be ordered">
          <h2>Whether it can be ordered</h2>
          <div className={styles.grid}>
            {kind === "test" ? <TextField name="orderableFrom" label="Not before" type="date" optional /> : null}
            <TextField name="discontinuedOn" label="Not from this day on" type="date" optional />
            <TextField name="replacementCode" label="Ordered instead" optional help="Code of a test or panel." />
          </div>
          {values.status === "discontinued" ? (
            <SelectField name="status" label="Status" options={statuses} />
          ) : (
            <input type="hidden" name="status" value="active" />
          )}
        </section>
        <TextField name="why" label="Why" optional help="Reviewers read it beside the change." />
      </FormFields>
      <div className={styles.buttons}>
        <SubmitButton intent="save" size="sm">
          {isNew ? `Add ${kind} to the draft` : conflict ? "Keep what I chose" : "Keep in the draft"}
        </SubmitButton>
        <span className="gh-dim">In force once the draft is published.</span>
      </div>
    </Form>
  );
}

const statuses = [
  { value: "discontinued", label: "Discontinued" },
  { value: "active", label: "Offered again" },
];

function InDraft({ action, draftLines, why, kind, code, version, canEdit, nonce }: ItemPageProps) {
  if (!action) return null;
  return (
    <section aria-label="In the draft">
      <h2>In the draft</h2>
      {action === "add" ? <p>It is new.</p> : <LinesTable lines={draftLines} />}
      {why ? <p className={styles.why}>{why}</p> : null}
      {canEdit ? (
        <ConfirmButton
          label="Take out of the draft"
          title={`Take the change of ${code} out of the draft?`}
          intent="discardChange"
          action="/compendium/draft"
          fields={{ kind, code, version: String(version) }}
          nonce={nonce}
          variant="default"
          size="xs"
        >
          {action === "add" ? "It will not be there any more." : "It stays as it is in force."}
        </ConfirmButton>
      ) : null}
    </section>
  );
}

function Reach({ reached, inPanels, isNew }: ItemPageProps) {
  if (isNew) return null;
  return (
    <section aria-label="Whom it reaches">
      <h2>Whom it reaches</h2>
      {inPanels.length > 0 ? (
        <p>
          In{" "}
          {inPanels.map((panel, i) => (
            <span key={panel.code}>
              {i > 0 ? ", " : ""}
              <Link className="gh-link" to={`/compendium/panels/${panel.code}`}>
                {panel.name}
              </Link>
            </span>
          ))}
        </p>
      ) : null}
      {reached.length === 0 ? (
        <p className="gh-dim">No connection offers it.</p>
      ) : (
        <ul>
          {reached.slice(0, 12).map(({ href, practice }) => (
            <li key={href}>
              <Link className="gh-link" to={href}>
                {practice}
              </Link>
            </li>
          ))}
          {reached.length > 12 ? <li className="gh-dim">and {reached.length - 12} more</li> : null}
        </ul>
      )}
    </section>
  );
}

function History({ entries }: { entries: ItemPageProps["history"] }) {
  if (entries.length === 0) return null;
  return (
    <section aria-label="History">
      <h2>History</h2>
      <div className={styles.main}>
        {entries.map((entry) => (
          <ChangeCard key={entry.release} change={entry} title={`Release ${entry.release}`} />
        ))}
      </div>
    </section>
  );
}
