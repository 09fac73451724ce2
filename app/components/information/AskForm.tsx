import { Form } from "@remix-run/react";
import type { KeyboardEventHandler, ReactNode } from "react";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { useField } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import styles from "./information.module.css";
import type { AskablePart } from "./types";

interface Props {
  nonce: string;
  parts: AskablePart[];
  className?: string;
  onKeyDown?: KeyboardEventHandler<HTMLFormElement>;
  /** Above the message, such as texts to begin it with. */
  children?: ReactNode;
}

/** What Sales needs to know before it decides: ticked item by item, with a message. */
export function AskForm({ nonce, parts, className, onKeyDown, children }: Props) {
  const ticked = useField("items").list;
  return (
    <Form method="post" preventScrollReset {...(className ? { className } : {})} {...(onKeyDown ? { onKeyDown } : {})}>
      <FormNonce value={nonce} />
      {children}
      <TextAreaField
        name="question"
        label="What do you want to know?"
        help="The practice gets it by e-mail and in its portal. The clock stands still until it answers."
        rows={3}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by keyboard */}
      <section className={styles.ask} aria-label="What exactly is needed" tabIndex={0}>
        {parts.map((part) => (
          <fieldset key={part.title}>
            <legend>{part.title}</legend>
            {part.items.map((item) => (
              <label key={item.key}>
                <input type="checkbox" name="items" value={item.key} defaultChecked={ticked.includes(item.key)} />
                {item.label}
              </label>
            ))}
          </fieldset>
        ))}
      </section>
      <SubmitButton intent="ask" variant="light">
        Send the question
      </SubmitButton>
    </Form>
  );
}
