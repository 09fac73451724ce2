import { Button } from "@mantine/core";
import { FormFields } from "../../forms/context";
import { TextField } from "../../forms/fields";
import { Disclosure } from "../parts/Disclosure";
import styles from "./queue.module.css";
import type { ApprovalsPageProps } from "./types";
import { useQueueAction } from "./use-queue-action";

/** Keeps the filters of now as a view of one's own, or removes the view that is open. */
export function SavedView({
  query,
  filtered,
  openedView,
}: Pick<ApprovalsPageProps, "query" | "filtered" | "openedView">) {
  const { Form, action, busy } = useQueueAction(null);
  if (openedView) {
    return (
      <Form method="post" action={action}>
        <input type="hidden" name="intent" value="removeView" />
        <input type="hidden" name="id" value={openedView.id} />
        <Button type="submit" variant="subtle" color="gray" size="xs" loading={busy}>
          Remove view
        </Button>
      </Form>
    );
  }
  if (!filtered) return null;
  return (
    <Disclosure label="Keep view">
      <Form method="post" action={action} className={styles.keepView}>
        <input type="hidden" name="intent" value="saveView" />
        <input type="hidden" name="query" value={query} />
        <FormFields scope="view">
          <TextField name="name" label="Name of the view" />
        </FormFields>
        <Button type="submit" size="xs" loading={busy}>
          Keep it
        </Button>
      </Form>
    </Disclosure>
  );
}
