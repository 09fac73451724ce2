import { Form } from "@remix-run/react";
import { type Column, DataTable } from "../data/DataTable";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { FileField } from "../forms/FileField";
import { ToneBadge } from "../state/StateBadge";
import type { Tone } from "../state/tones";
import { RelativeTime } from "../Time";
import { useLive } from "../use-live";
import styles from "./compendium.module.css";
import { Frame } from "./Frame";
import type { ImportStateWord } from "./ImportPage";
import type { CompendiumFrame } from "./types";

/** One import of late. */
export interface ImportListRow {
  id: string;
  href: string;
  fileName: string;
  state: ImportStateWord;
  changed: number | null;
  at: string;
  by: string;
}

export interface ImportsPageProps extends CompendiumFrame {
  rows: ImportListRow[];
  errors: Record<string, string>;
}

const states: Record<ImportStateWord, { word: string; tone: Tone }> = {
  looking: { word: "Being read", tone: "work" },
  looked: { word: "Waits for you", tone: "wait" },
  importing: { word: "Being imported", tone: "work" },
  imported: { word: "In the draft", tone: "good" },
  failed: { word: "Could not be read", tone: "stop" },
  cancelled: { word: "Cancelled", tone: "off" },
};

const columns: Column<ImportListRow>[] = [
  {
    key: "state",
    head: "State",
    cell: ({ state }) => <ToneBadge tone={states[state].tone}>{states[state].word}</ToneBadge>,
  },
  { key: "file", head: "File", link: true, cut: 48, cell: (row) => row.fileName },
  {
    key: "changed",
    head: "Items",
    align: "right",
    cell: (row) => (row.changed === null ? "–" : row.changed.toLocaleString("en-US")),
  },
  { key: "by", head: "By", cut: 24, cell: (row) => row.by },
  { key: "at", head: "Begun", cell: (row) => <RelativeTime at={row.at} /> },
];

/** Tests and panels from a file: a worker looks at it first; then, all or nothing, into the draft. */
export function ImportsPage({ rows, errors, ...frame }: ImportsPageProps) {
  useLive(["imports"]);
  return (
    <Frame {...frame}>
      <Form method="post" encType="multipart/form-data" className={styles.columns}>
        <FormNonce value={frame.nonce} />
        <FormFields errors={errors} defaultValues={{}}>
          <div className={styles.main}>
            <h2>Import tests and panels</h2>
            <FieldErrors errors={errors} />
            <FileField
              name="file"
              label="File"
              accept=".csv,.xlsx,.json,.hl7,.txt"
              help="eDOS (HL7 v2 MFN), CSV, Excel or JSON, as the export writes them or as another system does. What a table has no column for stays as it is."
            />
            <div className={styles.formButtons}>
              <SubmitButton intent="look" size="sm">
                Look at what changes
              </SubmitButton>
            </div>
          </div>
        </FormFields>
      </Form>
      {rows.length > 0 ? (
        <DataTable
          label="Imports of late"
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          rowHref={(row) => row.href}
          empty={null}
        />
      ) : null}
    </Frame>
  );
}
