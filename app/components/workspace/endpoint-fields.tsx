import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { useField } from "../forms/context";
import { SelectField } from "../forms/fields";

/** Fields that several ways to reach an endpoint share. */

/** Whether a box stands ticked, by its text in a form that is saved or was just sent. */
export const isTicked = (text: string | undefined): boolean => text === "true" || text === "on";

interface BoxFieldProps {
  name: string;
  label: string;
  help: ReactNode;
  onChange?: (ticked: boolean) => void;
}

/** A box to tick. */
export function BoxField({ name, label, help, onChange }: BoxFieldProps) {
  const field = useField(name);
  return (
    <Checkbox
      id={field.id}
      name={name}
      label={label}
      description={help}
      defaultChecked={isTicked(field.text)}
      {...(field.error ? { error: field.error } : {})}
      {...(onChange ? { onChange: (event) => onChange(event.currentTarget.checked) } : {})}
    />
  );
}

/** Whether the sender of a file is told in a file. */
export function AckFilesField() {
  return (
    <BoxField
      name="ackFiles"
      label="Answer each file with an acknowledgment file"
      help="It has the file’s name with .ack behind it and lies in the folder we drop into."
    />
  );
}

/** What to do when nobody knows whether a message arrived. */
export function InDoubtField() {
  return (
    <SelectField
      name="inDoubt"
      label="When an answer is lost"
      options={[
        { value: "resend", label: "send the same again" },
        { value: "hold", label: "hold it for a person" },
      ]}
      help="Whether it arrived is then unknown. Holding is for far ends that cannot tell a repetition."
    />
  );
}
