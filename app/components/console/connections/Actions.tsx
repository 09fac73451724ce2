import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { IconArrowRight } from "@tabler/icons-react";
import { ConfirmButton, FormNonce, SubmitButton } from "../../forms/buttons";
import { TextAreaField } from "../../forms/fields";
import type { PrimaryAction, SecondaryAction } from "./types";

/** The one filled button of the page. */
export function Primary({ action, nonce }: { action: PrimaryAction; nonce: string }) {
  if (action.kind === "link") {
    return (
      <Button component={Link} to={action.href} size="sm" rightSection={<IconArrowRight size={15} aria-hidden />}>
        {action.label}
      </Button>
    );
  }
  return (
    <ConfirmButton label={action.label} title={action.confirm.title} intent={action.intent} nonce={nonce} size="sm">
      {action.confirm.text}
    </ConfirmButton>
  );
}

/** A further step: at once, after a question, or with a reason. */
export function Secondary({ action, nonce }: { action: SecondaryAction; nonce: string }) {
  const variant = action.danger ? "subtle" : "default";
  if (!action.confirm && !action.reason) {
    return (
      <Form method="post" preventScrollReset>
        <FormNonce value={nonce} />
        <SubmitButton intent={action.intent} variant={variant} size="sm">
          {action.label}
        </SubmitButton>
      </Form>
    );
  }
  return (
    <ConfirmButton
      label={action.label}
      title={action.confirm?.title ?? `${action.label}?`}
      intent={action.intent}
      nonce={nonce}
      variant={variant}
      size="sm"
      danger={action.danger ?? false}
      {...(action.danger ? { color: "gray" } : {})}
      {...(action.reason
        ? {
            inputs: <TextAreaField name="reason" label="Reason" rows={3} optional={action.reason === "optional"} />,
          }
        : {})}
    >
      {action.confirm?.text ?? "The reason stays on record."}
    </ConfirmButton>
  );
}
