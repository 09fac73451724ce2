import { Button, NativeSelect } from "@mantine/core";
import { FormFields, fieldId } from "../../forms/context";
import { SelectField, TextAreaField, TextField } from "../../forms/fields";
import styles from "./approvals.module.css";
import type { ApprovalPanelProps } from "./types";
import { useQueueAction } from "./use-queue-action";

type Template = ApprovalPanelProps["templates"][number];

/** A template's text for one request: {practice} and {emr} become its own, other braces stay as they are. */
export const fillTemplate = (text: string, names: { practice: string; emr: string }): string =>
  text.replace(/\{(practice|emr)\}/g, (_, name: "practice" | "emr") => names[name]);

interface PickerProps {
  templates: Template[];
  use: Template["use"];
  /** The name of the field that takes the text; what stands there is replaced. */
  field: string;
  names: { practice: string; emr: string };
}

/** Puts one of the kept texts into a field, to be changed before it is sent. */
export function TemplatePicker({ templates, use, field, names }: PickerProps) {
  const fitting = templates.filter((template) => template.use === use);
  if (fitting.length === 0) return null;
  const take = (id: string) => {
    const place = document.getElementById(fieldId(field));
    const template = fitting.find((one) => one.id === id);
    if (!template || !(place instanceof HTMLTextAreaElement)) return;
    place.value = fillTemplate(template.text, names);
    place.dispatchEvent(new Event("input", { bubbles: true }));
    place.focus();
  };
  return (
    <NativeSelect
      size="xs"
      label="Begin with a template"
      data={[{ value: "", label: "Choose one" }, ...fitting.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(event) => take(event.currentTarget.value)}
    />
  );
}

const uses = [
  { value: "approve", label: "Approving" },
  { value: "ask", label: "Asking" },
  { value: "reject", label: "Declining" },
];

/** The kept texts themselves, each changed in place. */
export function TemplateEditor({ templates, openId }: { templates: Template[]; openId: string }) {
  return (
    <details className={styles.more}>
      <summary>Change the templates</summary>
      {[...templates, null].map((template) => (
        <OneTemplate key={template?.id ?? "new"} template={template} openId={openId} />
      ))}
    </details>
  );
}

function OneTemplate({ template, openId }: { template: Template | null; openId: string }) {
  const { Form, action, busy } = useQueueAction(openId);
  const scope = template?.id ?? "new-template";
  return (
    <details className={styles.template}>
      <summary>{template ? template.name : "Add a template"}</summary>
      <Form method="post" action={action} className={styles.form}>
        <input type="hidden" name="id" value={template?.id ?? ""} />
        <input type="hidden" name="openId" value={openId} />
        <FormFields
          scope={scope}
          defaultValues={{ name: template?.name ?? "", text: template?.text ?? "", use: template?.use ?? "ask" }}
        >
          <TextField name="name" label="Name" />
          <SelectField name="use" label="For" options={uses} />
          <TextAreaField
            name="text"
            label="Text"
            help="{practice} and {emr} stand for those of the request."
            rows={4}
          />
        </FormFields>
        <div className={styles.pair}>
          <Button type="submit" name="intent" value="saveTemplate" variant="default" size="xs" loading={busy}>
            Save template
          </Button>
          {template ? (
            <Button type="submit" name="intent" value="removeTemplate" variant="subtle" color="gray" size="xs">
              Remove template
            </Button>
          ) : null}
        </div>
      </Form>
    </details>
  );
}
