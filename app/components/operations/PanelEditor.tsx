import { type Choice, PickList } from "../forms/choices";
import { TextField } from "../forms/fields";
import { CatalogEditor, type CatalogEditorProps, StatusField, statusFact, textOf } from "./CatalogEditor";
import styles from "./editor.module.css";

export interface PanelEditorProps extends CatalogEditorProps {
  /** Every test that can be in a panel. */
  tests: Choice[];
}

/** One panel. */
export function PanelEditor({ tests, ...props }: PanelEditorProps) {
  const of = (name: string) => textOf(props.defaultValues, name);
  const members = [props.defaultValues.members ?? []].flat();
  return (
    <CatalogEditor
      {...props}
      kind="panel"
      facts={[
        {
          label: "Tests in it",
          value: members.map((code) => tests.find((test) => test.value === code)?.label ?? code).join(", "),
        },
        { label: "Price", value: of("preferredPriceCents") ? `${of("preferredPriceCents")} USD` : "" },
        statusFact(of("status")),
      ]}
    >
      <PickList
        name="members"
        legend="Tests in it"
        choices={tests}
        placeholder="Find a test"
        nothing="No test by that name."
      />
      <div className={styles.pair}>
        <TextField name="preferredPriceCents" label="Price of the panel" suffix="USD" help="Such as 12.60" />
        <StatusField isNew={props.isNew} />
      </div>
    </CatalogEditor>
  );
}
