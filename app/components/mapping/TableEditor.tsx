import { Button } from "@mantine/core";
import { IconDownload, IconFileUpload } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { ToneIcon } from "../state/ToneIcon";
import editorStyles from "./editor.module.css";
import { TableGrid } from "./TableGrid";
import { TableImportDialog } from "./TableImportDialog";
import { TableUses } from "./TableUses";
import { dropTable, type EffectiveTable, lists, putTable } from "./tables";
import styles from "./tables.module.css";
import type { TableMiss, TableRowBody } from "./types";
import type { Mapping } from "./use-mapping";

interface Props {
  table: EffectiveTable;
  mapping: Mapping;
  /** Its CSV is read here, and the preview of an import asked for. */
  href: string;
}

const removeWords: Partial<Record<EffectiveTable["origin"], string>> = {
  own: "Delete table",
  override: "Back to inherited",
};

/** One code table, open in place: what the open message lacks, its rows, who uses it, and lists in and out. */
export function TableEditor({ table, mapping, href }: Props) {
  const { name, origin, rows, builtIn, uses } = table;
  const [importing, setImporting] = useState(false);
  // A row begun for a code that the message has and the table lacks.
  const [begun, setBegun] = useState("");
  const asked = mapping.table?.code ?? "";
  useEffect(() => setBegun(asked), [asked]);
  const put = (next: TableRowBody[], part: string) => {
    const title = mapping.body.tables?.[name]?.title ?? (origin === "inherited" ? table.title : undefined);
    mapping.changeTables(putTable(mapping.body, name, { ...(title && { title }), rows: next }), `${name} ${part}`);
  };
  const saved = mapping.autosave.state.kind === "saved";
  return (
    <div className={styles.editor}>
      <Misses table={table} onAdd={setBegun} />
      <TableGrid
        key={name}
        name={name}
        rows={rows}
        builtIn={builtIn}
        begun={begun}
        onBegun={() => setBegun("")}
        onChange={put}
      />
      <TableUses uses={uses} mapping={mapping} />
      <div className={styles.foot}>
        <Button
          variant="default"
          leftSection={<IconFileUpload size={14} aria-hidden />}
          onClick={() => setImporting(true)}
        >
          Import a list
        </Button>
        {saved ? (
          <Button
            component="a"
            href={href}
            download
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            Download as CSV
          </Button>
        ) : (
          <Button variant="default" disabled>
            Download as CSV
          </Button>
        )}
        <span className={editorStyles.tools}>
          {removeWords[origin] && mapping.body.tables?.[name] ? (
            <Button
              variant="default"
              onClick={() => mapping.changeTables(dropTable(mapping.body, name), `${name} dropped`)}
            >
              {builtIn.length > 0 && origin === "own" ? "Back to built in" : removeWords[origin]}
            </Button>
          ) : null}
        </span>
      </div>
      <TableImportDialog
        name={name}
        href={href}
        rows={rows}
        opened={importing}
        onClose={() => setImporting(false)}
        onTake={(next) => {
          put(next, "import");
          setImporting(false);
        }}
      />
    </div>
  );
}

/** Codes of the open message that the table does not list, each a row to begin. */
function Misses({ table, onAdd }: { table: EffectiveTable; onAdd: (code: string) => void }) {
  if (table.misses.length === 0) return null;
  return (
    <ul className={styles.misses} aria-label="Codes of this message that are not listed">
      {table.misses.map((miss) => {
        const code = lists(table, miss.code) ? "" : miss.code;
        return (
          <li key={`${miss.rule} ${miss.path} ${miss.code}`}>
            <ToneIcon tone="warn" size={13} />
            <span>
              <MissWords miss={miss} code={code} />
            </span>
            {code ? (
              <button type="button" className={editorStyles.linkButton} onClick={() => onAdd(code)}>
                Add a row
              </button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function MissWords({ miss, code }: { miss: TableMiss; code: string }) {
  const times = miss.count === 1 ? "once" : `${miss.count} times`;
  return (
    <>
      <span className="gh-mono">{code || "A code"}</span> at <span className="gh-mono">{miss.path}</span>, {times} in
      this message
    </>
  );
}
