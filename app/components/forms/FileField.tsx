import { FileInput } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useField } from "./context";

interface Props {
  name: string;
  label: string;
  help?: ReactNode;
  /** Types the chooser offers, such as ".csv,.xlsx". */
  accept: string;
}

/** One file. The form it stands in is sent as multipart. */
export function FileField({ name, label, help, accept }: Props) {
  const field = useField(name);
  return (
    <FileInput
      id={field.id}
      name={name}
      label={label}
      size={field.size}
      accept={accept}
      placeholder="Choose a file"
      leftSection={<IconFileUpload size={16} aria-hidden />}
      {...(help ? { description: help } : {})}
      {...(field.error ? { error: field.error } : {})}
    />
  );
}
