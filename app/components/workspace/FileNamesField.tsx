import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useFetcher } from "@remix-run/react";
import type { FileNameExample } from "~/app/server/file-name.server";
import { useField } from "../forms/context";
import styles from "./workspace.module.css";

const pauseMs = 250;

/** The pattern of file names, with what a name by it looks like as it is typed. */
export function FileNamesField() {
  const field = useField("dropNames");
  const fetcher = useFetcher<FileNameExample>();
  const show = useDebouncedCallback(
    (pattern: string) => fetcher.load(`/file-name?${new URLSearchParams({ pattern })}`),
    pauseMs,
  );
  const shown = fetcher.data;
  const error = shown ? shown.problem : field.error;
  const example = `${field.id}-example`;
  return (
    <div>
      <TextInput
        id={field.id}
        name="dropNames"
        size={field.size}
        label={
          <>
            File names there<span className="gh-dim"> optional</span>
          </>
        }
        description="Of {connection}, {type}, {control}, {name}, {date:yyyyMMdd} and {sequence:6}, the number of the file in its folder. A / makes a folder. A file keeps its name through every try."
        defaultValue={field.text}
        onChange={(event) => show(event.currentTarget.value)}
        aria-describedby={example}
        {...(error ? { error } : {})}
      />
      <output id={example} className={styles.example}>
        {shown?.name ? (
          <>
            For example <code>{shown.name}</code>
          </>
        ) : null}
      </output>
    </div>
  );
}
