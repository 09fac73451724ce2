import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import styles from "./dialogs.module.css";

interface Props {
  opened: boolean;
  flowWord: string;
  onClose: () => void;
  onTry: (text: string) => void;
  onKeep: (name: string, text: string) => void;
}

/** A message from the clipboard: tried once, or kept as a sample of the template. */
export function PasteDialog({ opened, flowWord, onClose, onTry, onKeep }: Props) {
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const ready = text.trim() !== "";
  return (
    <Modal opened={opened} onClose={onClose} title={`Paste ${flowWord}`} size={680}>
      <div className={styles.fields}>
        <Textarea
          label="Message"
          description="As it is sent. Made-up patients only: a sample is part of the template and everybody who sees the template sees it."
          autosize
          minRows={8}
          maxRows={18}
          value={text}
          classNames={{ input: styles.mono ?? "" }}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label="Name, to keep it as a sample"
          description="What it shows: “Two tests with insurance”."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={styles.buttons}>
          <Button variant="default" size="sm" disabled={!ready} onClick={() => onTry(text)}>
            Try it once
          </Button>
          <Button size="sm" disabled={!ready || name.trim() === ""} onClick={() => onKeep(name.trim(), text)}>
            Keep as a sample
          </Button>
        </div>
      </div>
    </Modal>
  );
}
