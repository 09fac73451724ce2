import { z } from "zod";
import type { SftpReach } from "~/db/schema/transports";
import { isSafeName, matcherOf, patternProblem, signGlobOf, signNameOf } from "~/engine/transports/sftp";
import { filePattern, host, inDoubt, linesOf, name, pollSeconds, port, secret, texts, yes } from "./form-fields";

const directory = z
  .string()
  .trim()
  .min(1, "A folder is needed, such as /orders.")
  .max(500)
  .refine((path) => !path.includes("\0") && !path.split("/").includes(".."), "This is not a plain folder name.");

const subfolders = z
  .string()
  .trim()
  .max(2_000)
  .refine((text) => {
    const names = linesOf(text);
    if (names.includes("*")) return names.length === 1;
    return names.length <= 100 && names.every((one) => isSafeName(one) && !one.startsWith("."));
  }, "Plain names of folders, one a line, or * alone.")
  .default("");

/** The name of a sign beside a file. */
const sign = z
  .string()
  .trim()
  .max(100)
  .refine((pattern) => pattern === "" || isSign(pattern), "Such as {name}.done or {stem}.ok, in plain characters.");

const isSign = (pattern: string) => {
  const sample = signNameOf(pattern, "sample.hl7");
  return /\{(name|stem)\}/.test(pattern) && !/[{}]/.test(sample) && isSafeName(sample) && sample !== "sample.hl7";
};

/** Whether a pattern of files can only mean their signs. */
const takesSigns = (filePattern: string, doneSign: string) =>
  filePattern
    .split(",")
    .map((glob) => glob.trim().replaceAll("*", "sample").replaceAll("?", "x"))
    .some((name) => name !== "" && matcherOf(signGlobOf(doneSign))(name));

const sftpFields = z.object({
  transport: z.literal("sftp"),
  name,
  host,
  port,
  username: z.string().trim().min(1, "The user name is needed.").max(200),
  authKind: z.enum(["password", "private-key"]),
  secret,
  pickupDirectory: z.union([z.literal(""), directory]),
  dropDirectory: z.union([z.literal(""), directory]),
  archiveDirectory: z.union([z.literal(""), directory]),
  subfolders,
  filePattern,
  pollSeconds,
  completion: z.enum(["stable", "renamed", "done-file"]).default("stable"),
  doneSign: sign.default("{name}.done"),
  claim: yes,
  dropNames: z
    .string()
    .trim()
    .max(200)
    .default("")
    .superRefine((pattern, context) => {
      const problem = pattern === "" ? undefined : patternProblem(pattern);
      if (problem) context.addIssue({ code: "custom", message: problem });
    }),
  makeFolders: yes,
  dropSign: sign.default(""),
  ackFiles: yes,
  inDoubt,
  noStat: yes,
  noRename: yes,
  legacyAlgorithms: yes,
  maxSessions: z
    .union([z.literal(""), z.coerce.number().int().min(1, "At least one.").max(50, "At most 50.")])
    .default(""),
  signOff: yes,
  closeSeconds: z.coerce.number().int().min(1, "At least 1 second.").max(120, "At most 120 seconds.").default(2),
});

/** What is asked of a partner's SFTP server. */
export const sftpForm = sftpFields.superRefine((form, context) => {
  const need = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (!form.pickupDirectory && !form.dropDirectory) {
    need("pickupDirectory", "A folder to pick up from is needed, or one to drop into.");
  }
  if (form.ackFiles && !form.dropDirectory) need("dropDirectory", "Acknowledgment files need a folder as well.");
  if (form.completion === "done-file") {
    if (form.doneSign === "") need("doneSign", "What the sign is called is needed, such as {name}.done.");
    else if (isSign(form.doneSign) && takesSigns(form.filePattern, form.doneSign)) {
      need("doneSign", "The signs have names like the files themselves; then no file is ever taken.");
    }
  }
  if (!form.noRename) return;
  if (form.archiveDirectory) need("archiveDirectory", "A server that renames nothing has no archive. Leave it empty.");
  if (form.claim) need("claim", "A server that renames nothing cannot move a file aside.");
  if (!form.dropSign) {
    need(
      "dropSign",
      "Files grow under their own name there. Agree a sign that says a file is whole, such as {name}.done.",
    );
  }
});

/** The settings that the form asks for, without its secret. */
export function sftpReachOf(form: z.output<typeof sftpForm>): SftpReach {
  const { name: _, secret: __, noStat, noRename, legacyAlgorithms, signOff, closeSeconds, ...plain } = form;
  const { maxSessions, ...reach } = plain;
  return {
    ...reach,
    pickupDirectory: form.pickupDirectory || null,
    dropDirectory: form.dropDirectory || null,
    archiveDirectory: form.archiveDirectory || null,
    subfolders: linesOf(form.subfolders),
    quirks: {
      noStat,
      noRename,
      legacyAlgorithms,
      maxSessions: maxSessions === "" ? null : maxSessions,
      keepSession: !signOff,
      closeSeconds,
    },
  };
}

/** The fields of the form as a saved endpoint fills them. */
export function sftpFieldsOf(endpointName: string, reach: SftpReach): Record<string, string> {
  const { quirks, subfolders: folders, ...plain } = reach;
  const { keepSession, ...others } = quirks;
  return {
    ...texts({ ...plain, ...others }),
    name: endpointName,
    subfolders: folders.join("\n"),
    signOff: String(!keepSession),
  };
}
