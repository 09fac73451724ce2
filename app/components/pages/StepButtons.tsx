import { Button } from "@mantine/core";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import { SubmitButton } from "../forms/buttons";
import styles from "./RequestFormPage.module.css";
import type { RequestStepId } from "./request-steps";

interface Step {
  id: RequestStepId;
  title: string;
}

interface Props {
  before: Step | undefined;
  after: Step | undefined;
  /** The form answers a question of the lab: it can be sent from any step. */
  answers: boolean;
  onShow: (step: RequestStepId) => void;
  onGoOn: () => void;
}

/** Back, leave, on; and at the last step send. */
export function StepButtons({ before, after, answers, onShow, onGoOn }: Props) {
  return (
    <div className={styles.buttons}>
      {before ? (
        <Button
          variant="subtle"
          size="md"
          className={styles.back ?? ""}
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          onClick={() => onShow(before.id)}
        >
          {before.title}
        </Button>
      ) : null}
      <SubmitButton intent="save" variant="default" size="md" formNoValidate>
        Save and leave
      </SubmitButton>
      {after ? (
        <Button
          size="md"
          className={styles.onward ?? ""}
          variant={answers ? "default" : "filled"}
          rightSection={<IconArrowRight size={16} aria-hidden />}
          onClick={onGoOn}
        >
          Save and continue
        </Button>
      ) : null}
      <span className={styles.send} data-early={(after && !answers) || undefined}>
        <SubmitButton intent="submit" size="md">
          {answers ? "Answer and submit again" : "Submit request"}
        </SubmitButton>
      </span>
    </div>
  );
}
