import { Button, FileInput, Progress } from "@mantine/core";
import { useRevalidator } from "@remix-run/react";
import { IconFileUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { Callout } from "../data/Callout";
import styles from "./compendium.module.css";
import type { LoincLoaded } from "./types";

/** How far it is: `sent` of `size` bytes; all of them are sent while the server still writes. */
type Step =
  | { kind: "choosing" }
  | { kind: "sending"; sent: number; size: number }
  | { kind: "answered"; answer: LoincLoaded | { kind: "lost" } };

/** Sends one of LOINC's files as it is, since it may have 70 MB, and says what became of it. */
export function LoincUpload() {
  const [file, setFile] = useState<File | null>(null);
  const [step, setStep] = useState<Step>({ kind: "choosing" });
  const request = useRef<XMLHttpRequest | null>(null);
  const { revalidate } = useRevalidator();
  const send = () => {
    if (!file) return setStep({ kind: "answered", answer: { kind: "unreadable", reason: "Choose a file first." } });
    // A fetch does not tell how much of its body is sent.
    const sending = new XMLHttpRequest();
    request.current = sending;
    sending.open("POST", "/compendium/loinc/file");
    sending.setRequestHeader("Content-Type", "text/csv");
    sending.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    sending.upload.onprogress = ({ loaded }) => setStep({ kind: "sending", sent: loaded, size: file.size });
    sending.onabort = () => setStep({ kind: "choosing" });
    sending.onerror = () => setStep({ kind: "answered", answer: { kind: "lost" } });
    sending.onload = () => {
      setStep({ kind: "answered", answer: answerIn(sending.responseText) });
      revalidate();
    };
    setStep({ kind: "sending", sent: 0, size: file.size });
    sending.send(file);
  };
  return (
    <div className={styles.stack}>
      <FileInput
        label="File"
        accept=".csv"
        placeholder="Choose a file"
        leftSection={<IconFileUpload size={16} aria-hidden />}
        description="Loinc.csv or LoincTableCore.csv from loinc.org, unzipped. Afterwards MapTo.csv, so that old codes name what to use instead."
        value={file}
        onChange={setFile}
        disabled={step.kind === "sending"}
      />
      <div role="status" className={styles.stack}>
        {step.kind === "sending" ? <Sending {...step} /> : null}
        {step.kind === "answered" ? <Answer answer={step.answer} /> : null}
      </div>
      <div className={styles.formButtons}>
        {step.kind === "sending" && step.sent < step.size ? (
          <Button size="sm" variant="default" onClick={() => request.current?.abort()}>
            Cancel
          </Button>
        ) : (
          <Button size="sm" onClick={send} loading={step.kind === "sending"}>
            Load the table
          </Button>
        )}
      </div>
    </div>
  );
}

/** What the server said; a page of another kind says nothing of the file. */
function answerIn(text: string): LoincLoaded | { kind: "lost" } {
  try {
    return JSON.parse(text) as LoincLoaded;
  } catch {
    return { kind: "lost" };
  }
}

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;

function Sending({ sent, size }: { sent: number; size: number }) {
  const whole = sent >= size;
  return (
    <>
      <p>
        {whole ? "Checking and writing. This takes some seconds." : `${megabytes(sent)} of ${megabytes(size)} sent.`}
      </p>
      <Progress value={size > 0 ? (sent / size) * 100 : 100} animated={whole} aria-label="Progress of the upload" />
    </>
  );
}

function Answer({ answer }: { answer: LoincLoaded | { kind: "lost" } }) {
  if (answer.kind === "done") {
    const count = answer.count.toLocaleString("en-US");
    return answer.what === "terms" ? (
      <Callout tone="good" title={`LOINC ${answer.version} is loaded: ${count} terms`}>
        Codes of the compendium are held against it from now on.
      </Callout>
    ) : (
      <Callout tone="good" title={`${count} terms have a replacement`}>
        A deprecated code now names what to use instead.
      </Callout>
    );
  }
  if (answer.kind === "lost") {
    return (
      <Callout tone="warn" title="No answer came">
        The connection was lost, or you are signed out. Open the page again and see what is loaded.
      </Callout>
    );
  }
  return (
    <Callout tone="stop" title="The file was not loaded">
      {answer.kind === "wrong" ? <WrongPlace {...answer} /> : answer.reason} What was loaded before is as it was.
    </Callout>
  );
}

function WrongPlace({ place, field, text }: Extract<LoincLoaded, { kind: "wrong" }>) {
  return (
    <>
      In {place}, column <span className="gh-mono">{field}</span>: {text}
    </>
  );
}
