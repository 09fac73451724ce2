import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Callout } from "../data/Callout";
import styles from "./compendium.module.css";
import type { Grid } from "./use-grid";

/** Asks from when on tests cannot be ordered any more, and what is ordered instead. */
export function EndDialog({ grid }: { grid: Grid }) {
  const [values, setValues] = useState({ discontinuedOn: "", replacementCode: "", why: "" });
  const [missing, setMissing] = useState(false);
  const codes = grid.ending ?? [];
  const set = (name: keyof typeof values) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setValues((before) => ({ ...before, [name]: value }));
  };
  const wrong = grid.answer?.kind === "wrong" ? grid.answer : null;
  return (
    <Modal
      opened={grid.ending !== null}
      onClose={grid.closeEnd}
      title={codes.length === 1 ? `Discontinue ${codes[0]}?` : `Discontinue ${codes.length} tests?`}
      size={460}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(values.discontinuedOn === "");
          if (values.discontinuedOn !== "") grid.end(values);
        }}
      >
        <p>Until its last day it can be ordered as before. Nothing changes before the draft is published.</p>
        {wrong ? (
          <Callout tone="stop" title={wrong.message} live>
            {wrong.problems.map(({ message }) => message).join(" ")}
          </Callout>
        ) : null}
        <TextInput
          label="Cannot be ordered from this day on"
          type="date"
          value={values.discontinuedOn}
          onChange={set("discontinuedOn")}
          data-autofocus
          error={missing ? "Choose the day." : undefined}
        />
        <TextInput
          label="Ordered instead"
          description="The code of the test or panel that replaces it."
          value={values.replacementCode}
          onChange={set("replacementCode")}
        />
        <Textarea label="Why" value={values.why} onChange={set("why")} rows={2} />
        <div className={styles.buttons}>
          <Button variant="default" size="sm" onClick={grid.closeEnd}>
            Leave it as it is
          </Button>
          <Button type="submit" size="sm" loading={grid.busy} loaderProps={{ type: "dots" }}>
            Discontinue
          </Button>
        </div>
      </form>
    </Modal>
  );
}
