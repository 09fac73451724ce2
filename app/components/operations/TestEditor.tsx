import { TextField } from "../forms/fields";
import { CatalogEditor, type CatalogEditorProps, StatusField, statusFact, textOf } from "./CatalogEditor";
import styles from "./editor.module.css";

export type TestEditorProps = CatalogEditorProps;

/** One test. */
export function TestEditor(props: TestEditorProps) {
  const { isNew } = props;
  const of = (name: string) => textOf(props.defaultValues, name);
  return (
    <CatalogEditor
      {...props}
      kind="test"
      facts={[
        { label: "Specimen", value: of("specimen") },
        { label: "Container", value: of("container") },
        { label: "Volume", value: of("volume") },
        { label: "Turnaround", value: of("turnaroundDays") ? `${of("turnaroundDays")} d` : "" },
        { label: "CPT", value: of("cpt") },
        { label: "LOINC", value: of("loinc") },
        { label: "List price", value: of("listPriceCents") ? `${of("listPriceCents")} USD` : "" },
        statusFact(of("status")),
        { label: "Replacement", value: of("replacementCode") },
      ]}
    >
      <div className={styles.pair}>
        <TextField name="specimen" label="Specimen" />
        <TextField name="container" label="Container" />
        <TextField name="volume" label="Volume" />
        <TextField name="turnaroundDays" label="Turnaround" inputMode="numeric" suffix="days" />
        <TextField name="cpt" label="CPT" />
        <TextField name="loinc" label="LOINC" />
        <TextField name="listPriceCents" label="List price" suffix="USD" help="Such as 12.60" />
        <StatusField isNew={isNew} />
      </div>
      {isNew ? null : (
        <TextField
          name="replacementCode"
          label="Replacement code"
          optional
          help="Which test to order instead, once this one is discontinued."
        />
      )}
    </CatalogEditor>
  );
}
