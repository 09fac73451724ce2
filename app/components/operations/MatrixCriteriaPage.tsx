import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { useState } from "react";
import { type Column, DataTable } from "../data/DataTable";
import { PageHeader } from "../data/PageHeader";
import { ViewTabs } from "../data/ViewTabs";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField, TextAreaField, TextField } from "../forms/fields";
import { Panes } from "../shell/Panes";
import { EditorPanel } from "./EditorPanel";
import { EditProblems } from "./EditProblems";
import { emrViews } from "./EmrCataloguePage";
import editor from "./editor.module.css";
import styles from "./emr.module.css";
import type { Edit } from "./use-edit";

export interface CriterionLine {
  id: string;
  name: string;
  meaning: string;
  weight: number;
  /** SFTP's and REST's score where nobody has rated a system: "5 : 2". */
  usual: string;
}

export interface MatrixCriteriaPageProps {
  rows: CriterionLine[];
  canManage: boolean;
  open: { id: string; seen: string; values: Record<string, string> } | null;
}

const here = "/admin/emr-systems/criteria";
const columns: Column<CriterionLine>[] = [
  { key: "name", head: "Criterion", link: true, cut: 32, cell: ({ name }) => name },
  { key: "meaning", head: "Meaning", cell: ({ meaning }) => <span className="gh-dim">{meaning}</span> },
  { key: "weight", head: "Weight", align: "right", cell: ({ weight }) => weight },
  { key: "usual", head: "Usual SFTP : REST", align: "right", cell: ({ usual }) => usual },
];
const five = ["1", "2", "3", "4", "5"].map((value) => ({ value, label: value }));

/** What every EMR system is scored on, and how much each criterion counts. */
export function MatrixCriteriaPage({ rows, canManage, open, edit }: MatrixCriteriaPageProps & { edit: Edit }) {
  return (
    <Panes
      side={open ? <CriterionForm key={open.id} open={open} edit={edit} /> : null}
      sideLabel="Change"
      title="Matrix criteria"
    >
      <div className={styles.page}>
        <PageHeader
          title="Decision matrix"
          actions={
            <>
              <ViewTabs label="EMR systems" views={emrViews} />
              {canManage ? (
                <Button component={Link} to={`${here}?criterion=new`} variant="default" size="xs">
                  Add criterion
                </Button>
              ) : null}
            </>
          }
        />
        <p className={styles.lead}>
          Each EMR system is scored from 1 (poor) to 5 (excellent) on these, over SFTP and over REST; the better
          weighted total is recommended. A change counts from now on: a decision keeps the matrix it was made with.
        </p>
        <DataTable
          label="Criteria"
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          {...(canManage ? { rowHref: ({ id }: CriterionLine) => `${here}?criterion=${id}` } : {})}
          openId={open?.id ?? null}
          empty={null}
        />
      </div>
    </Panes>
  );
}

function CriterionForm({ open, edit }: { open: NonNullable<MatrixCriteriaPageProps["open"]>; edit: Edit }) {
  // A reload in the background must not make this form look as if it had seen the newer row.
  const [opened] = useState(open.seen);
  const typedSeen = edit.typed.seen;
  return (
    <EditorPanel title={open.id === "new" ? "New criterion" : (open.values.name ?? "")} closeHref={here} history={[]}>
      <Form method="post" className={editor.form} preventScrollReset noValidate>
        <FormFields errors={edit.errors} defaultValues={{ ...open.values, ...edit.typed }}>
          <input type="hidden" name="id" value={open.id} />
          <input type="hidden" name="seen" value={typeof typedSeen === "string" ? typedSeen : opened} />
          <EditProblems {...edit} />
          <TextField name="name" label="Name" />
          <TextAreaField name="meaning" label="What it means" rows={2} optional />
          <div className={editor.pair}>
            <TextField name="weight" label="Weight" inputMode="numeric" help="0 to 10; 0 does not count." />
            <TextField name="position" label="Place in the order" inputMode="numeric" />
            <SelectField name="sftpUsual" label="Usual score, SFTP" options={five} />
            <SelectField name="restUsual" label="Usual score, REST" options={five} />
          </div>
          <div className={editor.buttons}>
            <SubmitButton intent="save">{open.id === "new" ? "Add criterion" : "Save criterion"}</SubmitButton>
            {open.id === "new" ? null : (
              <SubmitButton intent="remove" variant="subtle" color="gray" formNoValidate>
                Remove with its scores
              </SubmitButton>
            )}
          </div>
        </FormFields>
      </Form>
    </EditorPanel>
  );
}
