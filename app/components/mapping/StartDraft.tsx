import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { FormNonce, SubmitButton } from "../forms/buttons";

interface Props {
  title: string;
  /** Version the draft starts from. */
  from: string;
  canStart: boolean;
  nonce: string;
  errors: Record<string, string>;
}

/** A template without a draft: what one is, and the way to it. */
export function StartDraft({ title, from, canStart, nonce, errors }: Props) {
  const text = canStart
    ? `A draft is a copy of version ${from} to work on. Nothing runs it until it is published.`
    : "This template comes with the product and is not changed. Make a variant of it: it has its own name and builds on this one.";
  return (
    <>
      <PageHeader title={title} />
      <EmptyState
        title={canStart ? "No draft is open" : "A shipped template"}
        text={errors.form ?? text}
        action={
          canStart ? (
            <Form method="post">
              <FormNonce value={nonce} />
              <SubmitButton intent="start">Start a draft</SubmitButton>
            </Form>
          ) : (
            // Its own page, where a variant is made.
            <Button component={Link} to=".." relative="path">
              Go to the template
            </Button>
          )
        }
      />
    </>
  );
}
