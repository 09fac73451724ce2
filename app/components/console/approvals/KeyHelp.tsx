import { Kbd, Modal } from "@mantine/core";
import styles from "./queue.module.css";

const keys: [string[], string][] = [
  [["J", "K"], "Next, previous request"],
  [["↵", "O"], "Open the request"],
  [["X"], "Choose the row, for assigning several"],
  [["C"], "Claim the request"],
  [["A"], "Approve: go to its reason"],
  [["R"], "Decline: go to its message"],
  [["I"], "Ask the practice"],
  [["Ctrl ↵"], "Send the form you write in"],
  [["/"], "Search"],
  [["?"], "This list"],
];

/** Every key of the queue. None of them acts while a field has the focus. */
export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys of the queue"
      size={420}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <dl className={styles.keyHelp}>
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.map((name) => (
                <Kbd key={name} size="xs">
                  {name}
                </Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
