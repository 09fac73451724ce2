import { Button, type ButtonProps, Modal } from "@mantine/core";
import { Form, useNavigation } from "@remix-run/react";
import { type ReactNode, useEffect, useState } from "react";
import styles from "./forms.module.css";

/** The hidden idempotency value of a form: the same on every resubmit of one rendered page. */
export function FormNonce({ value }: { value: string }) {
  return <input type="hidden" name="nonce" value={value} />;
}

interface SubmitProps
  extends Pick<ButtonProps, "variant" | "size" | "color" | "fullWidth" | "leftSection" | "rightSection"> {
  /** Verb and noun: "Submit request". */
  children: ReactNode;
  /** Posted as `intent`. */
  intent?: string;
  /** Further fields of this button's form that tell it from its twins, for the pending state. */
  match?: Record<string, string>;
  formNoValidate?: boolean;
  /** The id of its form when it stands outside of it. */
  form?: string;
}

/** Sends its form; shows that it is under way while this very button's intent is. */
export function SubmitButton({ children, intent, match = {}, formNoValidate, form, ...look }: SubmitProps) {
  const { state, formData } = useNavigation();
  const mine =
    state !== "idle" &&
    formData !== undefined &&
    (intent === undefined || formData.get("intent") === intent) &&
    Object.entries(match).every(([name, value]) => formData.get(name) === value);
  return (
    <Button
      type="submit"
      {...look}
      {...(intent ? { name: "intent", value: intent } : {})}
      {...(formNoValidate ? { formNoValidate } : {})}
      {...(form ? { form } : {})}
      loading={mine}
      loaderProps={{ type: "dots" }}
    >
      {children}
    </Button>
  );
}

interface ConfirmProps extends Pick<ButtonProps, "variant" | "size" | "color" | "fullWidth" | "leftSection"> {
  /** Verb and noun on the button and again in the window. */
  label: string;
  /** The question as the window's title: "Pause this connection?" */
  title: string;
  /** What will start, what will stop, what cannot be undone. */
  children: ReactNode;
  intent: string;
  nonce: string;
  /** Where to post; the open page otherwise. */
  action?: string;
  /** Further hidden fields. */
  fields?: Record<string, string>;
  /** Red for what cannot be undone. */
  danger?: boolean;
  /** Fields to fill in inside the window, such as a reason. */
  inputs?: ReactNode;
}

/** A button that says first what it will start, in a window that posts `intent`. */
export function ConfirmButton(props: ConfirmProps) {
  const { label, title, children, intent, nonce, action, fields = {}, danger = false, inputs, ...look } = props;
  const [open, setOpen] = useState(false);
  const { state } = useNavigation();
  const [sent, setSent] = useState(false);
  useEffect(() => {
    if (!sent || state !== "idle") return;
    setSent(false);
    setOpen(false);
  }, [sent, state]);
  return (
    <>
      <Button {...look} onClick={() => setOpen(true)} aria-haspopup="dialog">
        {label}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={title} size={460}>
        <Form method="post" {...(action ? { action } : {})}>
          <FormNonce value={nonce} />
          <input type="hidden" name="intent" value={intent} />
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <div className={styles.confirm}>{children}</div>
          {inputs ? <div className={styles.confirmInputs}>{inputs}</div> : null}
          <div className={styles.confirmButtons}>
            <Button variant="default" size="sm" onClick={() => setOpen(false)}>
              Leave it as it is
            </Button>
            <Button
              type="submit"
              size="sm"
              loading={state !== "idle"}
              loaderProps={{ type: "dots" }}
              onClick={() => setTimeout(() => setSent(true), 50)}
              {...(danger ? { className: styles.danger ?? "" } : {})}
            >
              {label}
            </Button>
          </div>
        </Form>
      </Modal>
    </>
  );
}
