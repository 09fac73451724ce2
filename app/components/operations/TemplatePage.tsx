import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { IconDownload, IconPencil } from "@tabler/icons-react";
import { Callout } from "../data/Callout";
import { type Fact, KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { ConfirmButton, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import pageStyles from "./operations.module.css";
import { RollOut, type RollOutProps } from "./RollOut";
import { type FleetRow, type TemplateComparison, TemplateFleet } from "./TemplateFleet";
import { Rules, Samples, type TemplateRule, type TemplateSample } from "./TemplateRules";
import { type Choices, type Difference, type TemplateVersion, TemplateVersions } from "./TemplateVersions";
import styles from "./templates.module.css";

export type { TemplateRule, TemplateSample };

export interface TemplatePageProps {
  title: string;
  name: string;
  description: string;
  /** The version shown; null while there is only a draft. */
  shown: string | null;
  shipped: boolean;
  facts: Fact[];
  orders?: TemplateRule[] | undefined;
  results?: TemplateRule[] | undefined;
  samples: TemplateSample[];
  versions: TemplateVersion[];
  draft: { by: string; at: string; revision: number; basedOn: string | null } | null;
  difference: Difference | null;
  choices: Choices;
  fleet: FleetRow[];
  newest: string | null;
  comparison: TemplateComparison | null;
  can: { edit: boolean; variant: boolean; publish: boolean };
  canRollOut: boolean;
  rollOut: RollOutProps["rollOut"];
  plan: RollOutProps["plan"];
  nonce: string;
  errors: Record<string, string>;
  formError: string | null;
  /** What stands against publishing. */
  problems: string[];
}

/** One template: its versions, who runs which, its rules, and how it does on its samples. */
export function TemplatePage(props: TemplatePageProps) {
  const { title, name, shown, draft, can, errors, formError, problems } = props;
  const running = props.fleet.length;
  return (
    <div className={pageStyles.page}>
      <PageHeader
        title={title}
        aside={
          <>
            <span className="gh-mono">{name}</span> {shown}
          </>
        }
        facts={
          <>
            {props.shipped ? <span>Comes with the product</span> : null}
            {draft ? <ToneBadge tone="work">Draft</ToneBadge> : null}
            <span>
              {running === 0
                ? "No connection runs it"
                : `${running} ${running === 1 ? "connection runs" : "connections run"} it`}
            </span>
          </>
        }
        actions={<Actions {...props} />}
      />
      <div className={pageStyles.pad}>
        {formError ? (
          <Callout tone="stop" title={formError} live>
            {problems.length === 0 ? (
              "Nothing was changed."
            ) : (
              <ul className={styles.findings}>
                {problems.map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            )}
          </Callout>
        ) : null}
        <p className={styles.description}>{props.description}</p>
        <KeyValue facts={props.facts} labels="wide" />
        {draft && can.publish ? <DraftBox draft={draft} nonce={props.nonce} errors={errors} /> : null}
        <TemplateVersions
          name={name}
          versions={props.versions}
          difference={props.difference}
          choices={props.choices}
          draft={draft !== null}
        />
        <RollOut rollOut={props.rollOut} nonce={props.nonce} errors={errors} />
        <TemplateFleet
          rows={props.fleet}
          versions={props.versions.map((one) => one.version)}
          newest={props.newest}
          plan={props.canRollOut ? props.plan : null}
          comparison={props.comparison}
          errors={errors}
        />
        {props.orders ? <Rules title="Orders" rules={props.orders} /> : null}
        {props.results ? <Rules title="Results" rules={props.results} /> : null}
        <Samples samples={props.samples} />
      </div>
    </div>
  );
}

function Actions({ name, shown, draft, can }: TemplatePageProps) {
  return (
    <>
      {shown ? (
        <Button
          component={Link}
          to={`/templates/${name}/export?version=${shown}`}
          reloadDocument
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          Export {shown}
        </Button>
      ) : null}
      {can.variant ? (
        <Button component={Link} to={`/templates?base=${name}`} variant="default">
          New variant
        </Button>
      ) : null}
      {can.edit && draft ? (
        <Button component={Link} to={`/templates/${name}/edit`} leftSection={<IconPencil size={15} aria-hidden />}>
          Edit draft
        </Button>
      ) : null}
      {can.edit && !draft ? (
        <Form method="post">
          <SubmitButton intent="edit" leftSection={<IconPencil size={15} aria-hidden />}>
            Open a draft
          </SubmitButton>
        </Form>
      ) : null}
    </>
  );
}

type DraftProps = { draft: NonNullable<TemplatePageProps["draft"]>; nonce: string; errors: Record<string, string> };

function DraftBox({ draft, nonce, errors }: DraftProps) {
  return (
    <section className={styles.box} aria-label="Draft">
      <div>
        <h2>Draft</h2>
        <p className="gh-dim">
          {draft.basedOn ? `From version ${draft.basedOn}. ` : ""}Saved by {draft.by}, <ExactTime at={draft.at} />.
          Publishing changes no connection until you roll it out.
        </p>
      </div>
      <div className={styles.line}>
        <Form method="post" className={styles.line}>
          <input type="hidden" name="revision" value={draft.revision} />
          <FormFields errors={errors}>
            <TextField name="note" label="What is different" />
            <SubmitButton intent="publish">Publish version</SubmitButton>
          </FormFields>
        </Form>
        <ConfirmButton
          label="Discard draft"
          title="Discard this draft?"
          intent="discard"
          nonce={nonce}
          variant="default"
          danger
        >
          What was saved in it is gone. Published versions and the connections that run them stay as they are.
        </ConfirmButton>
      </div>
    </section>
  );
}
