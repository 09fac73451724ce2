import { Button } from "@mantine/core";
import { Form } from "@remix-run/react";
import { IconDownload } from "@tabler/icons-react";
import { Callout } from "../data/Callout";
import { PageHeader } from "../data/PageHeader";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextField } from "../forms/fields";
import { Logo } from "../shell/Logo";
import { ExactTime } from "../Time";
import styles from "./portal.module.css";
import own from "./update.module.css";

export interface UpdatePageProps {
  update: {
    lab: string;
    /** Whom to ask at the lab. */
    contact: string;
    practice: string;
    emr: string;
    release: string;
    effectiveOn: string;
    dueOn: string;
    whole: boolean;
    format: string;
    state: "pending" | "sent" | "acknowledged" | "failed" | "replaced";
    acknowledgedAt: string | null;
    acknowledgedBy: string | null;
    lines: { action: "add" | "update" | "remove"; code: string; name: string; emrCode: string; note: string }[];
    more: number;
    fileHref: string;
  } | null;
}

interface Props {
  update: NonNullable<UpdatePageProps["update"]>;
  errors: Record<string, string>;
  typed: Record<string, string | string[]>;
}

const words = { add: "New", update: "Changed", remove: "No longer" } as const;

/** For whoever loads the compendium into an EMR, without an account: the file, what is in it, and the word that it is loaded. */
export function UpdatePage({ update, errors, typed }: Props) {
  const { lab, practice, emr, release, whole, lines, more, format, fileHref } = update;
  return (
    <main className={`${styles.status} ${own.page}`} id="main">
      <p className={styles.statusBrand}>
        <Logo size={24} /> <strong>{lab}</strong> compendium
      </p>
      <PageHeader size="portal" title={`Release ${release} for ${practice}`} facts={emr} />
      <dl className={`${styles.box} ${styles.numbers} ${styles.section}`}>
        <div>
          <dt>{whole ? "Tests and panels" : "Changes"}</dt>
          <dd>{(lines.length + more).toLocaleString("en-US")}</dd>
        </div>
        <div>
          <dt>In effect from</dt>
          <dd>
            <ExactTime at={update.effectiveOn} style="date" />
          </dd>
        </div>
        <div>
          <dt>Please load by</dt>
          <dd>
            <ExactTime at={update.dueOn} style="date" />
          </dd>
        </div>
      </dl>
      <section className={`${styles.box} ${styles.pad} ${styles.section}`} aria-label="Load and confirm">
        <Steps update={update} errors={errors} typed={typed} format={format} fileHref={fileHref} />
      </section>
      <section className={styles.section}>
        <h2>{whole ? "What is in it" : "What changes"}</h2>
        <div className={own.scroll}>
          <table className={own.lines}>
            <thead>
              <tr>
                <th scope="col">{whole ? "Item" : "Change"}</th>
                <th scope="col">Our code</th>
                <th scope="col">Your code</th>
                <th scope="col">Name</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.code}>
                  <td>{words[line.action]}</td>
                  <td className="gh-mono">{line.code}</td>
                  <td className="gh-mono">{line.emrCode || <span className="gh-dim">none yet</span>}</td>
                  <td>
                    {line.name}
                    {line.note ? <span className={own.note}>{line.note}</span> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {more > 0 ? <p className={styles.muted}>{more.toLocaleString("en-US")} more are in the file.</p> : null}
      </section>
      <p className={`${styles.muted} ${styles.section}`}>
        Questions: {update.contact || lab}. This page shows no patient data.
      </p>
    </main>
  );
}

function Steps({ update, errors, typed, format, fileHref }: Props & { format: string; fileHref: string }) {
  const { state, emr, acknowledgedAt, acknowledgedBy } = update;
  const file = (
    <Button
      component="a"
      href={fileHref}
      variant={state === "acknowledged" ? "default" : "filled"}
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      Download the file ({format})
    </Button>
  );
  if (state === "replaced") {
    return (
      <Callout tone="off" title="A newer file has taken its place">
        Please load that one; its link came in a later mail.
      </Callout>
    );
  }
  if (state === "acknowledged") {
    return (
      <div className={own.steps}>
        <Callout tone="good" title={`Confirmed by ${acknowledgedBy}`} live>
          {acknowledgedAt ? <ExactTime at={acknowledgedAt} /> : null}. There is nothing more to do.
        </Callout>
        <div>{file}</div>
      </div>
    );
  }
  return (
    <ol className={own.steps}>
      <li>
        <p>Load the file into {emr}.</p>
        {file}
      </li>
      <li>
        <Form method="post" className={own.form}>
          <p>Confirm that it is loaded. Orders with codes that are over are held until then.</p>
          <FormFields errors={errors} defaultValues={typed}>
            <FieldErrors errors={errors} />
            <TextField name="name" label="Your name" autoComplete="name" />
            <div>
              <SubmitButton intent="confirm" variant="default">
                I have loaded this
              </SubmitButton>
            </div>
          </FormFields>
        </Form>
      </li>
    </ol>
  );
}
