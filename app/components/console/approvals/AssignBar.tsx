import { Button, CloseButton, NativeSelect } from "@mantine/core";
import styles from "./queue.module.css";
import type { ApprovalsPageProps } from "./types";
import { useQueueAction } from "./use-queue-action";

interface Props extends Pick<ApprovalsPageProps, "sellers" | "openId"> {
  chosen: string[];
  onDone: () => void;
}

/** What can be done to the chosen rows together: give them to somebody, or to nobody. */
export function AssignBar({ chosen, sellers, openId, onDone }: Props) {
  const { Form, action, busy } = useQueueAction(openId);
  return (
    <Form method="post" action={action} className={styles.assignBar} onSubmit={onDone}>
      <input type="hidden" name="intent" value="assign" />
      {openId ? <input type="hidden" name="openId" value={openId} /> : null}
      {chosen.map((id) => (
        <input key={id} type="hidden" name="ids" value={id} />
      ))}
      <strong className="gh-num">{chosen.length} chosen</strong>
      <NativeSelect
        name="assignee"
        aria-label="Give them to"
        data={[...sellers.map(({ id, name }) => ({ value: id, label: name })), { value: "", label: "Nobody" }]}
      />
      <Button type="submit" loading={busy} loaderProps={{ type: "dots" }}>
        Assign
      </Button>
      <CloseButton aria-label="Choose none" onClick={onDone} />
    </Form>
  );
}
