const longest = 100;

/** Endings that say the same of a file, or no more than that it is text. */
const same: Record<string, string[]> = {
  jpg: ["jpg", "jpeg"],
  txt: ["txt", "text", "log", "md", "csv"],
  csv: ["csv", "tsv", "txt"],
  hl7: ["hl7", "txt"],
};

/**
 * A file's name as it may be shown and saved: no path, no control or invisible characters (a right-to-left override
 * shows `fdp.exe` as `exe.pdf`), nothing a file system refuses, at most 100 characters, and with `extension` the ending
 * of what it is. Pure.
 */
export function safeName(sent: string, extension?: string): string {
  const bare =
    sent
      .normalize("NFC")
      .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029]/gu, "")
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/[<>:"|?*]/g, "_")
      .replace(/\s+/g, " ")
      .replace(/^[\s.]+|[\s.]+$/g, "") || "document";
  const ending = /\.([^.]+)$/.exec(bare)?.[1]?.toLowerCase() ?? "";
  const right = extension === undefined || (same[extension] ?? [extension]).includes(ending);
  const whole = right ? bare : `${bare}.${extension}`;
  if ([...whole].length <= longest) return whole;
  const tail = /\.[^.]{1,10}$/.exec(whole)?.[0] ?? "";
  return `${[...whole].slice(0, longest - tail.length).join("")}${tail}`;
}
