import { z } from "zod";
import type { Mode } from "~/db/schema/requests";
import type { Reach } from "~/db/schema/transports";
import { networkOf } from "~/engine/transports/network/vetted-address";
import { isSafeName, matcherOf, patternProblem, signGlobOf, signNameOf } from "~/engine/transports/sftp";

/** What people fill in for one side of a connection, by transport, and the settings it becomes. */
const directory = z
  .string()
  .trim()
  .min(1, "A folder is needed, such as /orders.")
  .max(500)
  .refine((path) => !path.includes("\0") && !path.split("/").includes(".."), "This is not a plain folder name.");

const host = z
  .string()
  .trim()
  .min(1, "The server's name or address is needed.")
  .regex(/^[A-Za-z0-9.:_-]+$/, "Only the name or address, without sftp:// and without a folder.");
const port = z.coerce.number().int().min(1, "A port from 1 to 65535.").max(65_535, "A port from 1 to 65535.");
const name = z.string().trim().min(1, "A name is needed.").max(100);
const filePattern = z.string().trim().min(1, "A pattern is needed, such as *.hl7.").max(200);
const pollSeconds = z.coerce.number().int().min(1, "At least 1 second.").max(86_400, "At most one day.");
const inDoubt = z.enum(["resend", "hold"]).default("resend");
/** Empty: keep the one that is set. */
const secret = z.string().max(20_000).default("");
/** A box, ticked or not, or as `formOf` writes it. */
const yes = z
  .union([z.boolean(), z.enum(["on", "true", "false"]).transform((text) => text !== "false")])
  .default(false);

const linesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

const webAddress = z
  .string()
  .trim()
  .max(2_000)
  .refine((text) => {
    if (text === "") return true;
    try {
      const { protocol, username, password } = new URL(text);
      return ["http:", "https:"].includes(protocol) && !username && !password;
    } catch {
      return false;
    }
  }, "An address that begins with https:// and holds no password.");

const certificate = z
  .string()
  .trim()
  .max(50_000)
  .refine((text) => text === "" || /-----BEGIN CERTIFICATE-----/.test(text), "A certificate in PEM is needed here.")
  .default("");
const privateKey = z
  .string()
  .trim()
  .max(20_000)
  .refine((text) => text === "" || /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text), "A private key in PEM is needed.")
  .default("");

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

const sftp = sftpFields.superRefine((form, context) => {
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

const rest = z
  .object({
    transport: z.literal("rest"),
    name,
    url: webAddress,
    authScheme: z.enum(["none", "api-key", "basic", "oauth2"]),
    header: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9-]*$/, "Letters, digits and hyphens only.")
      .max(100)
      .default(""),
    username: z.string().trim().max(200).default(""),
    tokenUrl: webAddress.default(""),
    scope: z.string().trim().max(500).default(""),
    secret,
    ca: certificate,
    certificate,
    privateKey,
    incoming: z.enum(["push", "pull"]).default("push"),
    pullUrl: webAddress.default(""),
    cursorParameter: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9_.-]*$/, "Letters, digits, points, hyphens and underscores only.")
      .max(100)
      .default("cursor"),
    pollSeconds: pollSeconds.default(60),
    inDoubt,
  })
  .superRefine((form, context) => {
    const need = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (form.incoming === "pull" && form.pullUrl === "") need("pullUrl", "The address to ask at is needed.");
    if (form.pullUrl && !form.cursorParameter) need("cursorParameter", "The parameter's name is needed.");
    if (form.authScheme === "api-key" && !form.header)
      need("header", "The header's name is needed, such as X-API-Key.");
    if (form.authScheme === "basic" && !form.username) need("username", "The user name is needed.");
    if (form.authScheme === "oauth2" && !form.tokenUrl) need("tokenUrl", "The address that gives tokens is needed.");
    if (form.authScheme === "oauth2" && !form.username) need("username", "The client id is needed.");
  });

const mllp = z
  .object({
    transport: z.literal("mllp"),
    name,
    /** Empty, with the port, when nothing is sent to it. */
    host: z.union([z.literal(""), host]).default(""),
    port: z.union([z.literal(""), port]).default(""),
    tls: yes,
    ca: certificate,
    certificate,
    privateKey,
    /** Our port for what it sends; empty when it sends nothing this way. */
    listenPort: z.union([z.literal(""), port]).default(""),
    allowedAddresses: z.string().max(2_000).default(""),
    inDoubt,
  })
  .superRefine((form, context) => {
    const need = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (form.host && form.port === "") need("port", "A port from 1 to 65535.");
    if (!form.host && form.listenPort === "") need("host", "Its server is needed, or our port if it only sends.");
    const wrong = linesOf(form.allowedAddresses).find((one) => !networkOf(one));
    if (wrong) need("allowedAddresses", "Addresses or networks such as 10.20.1.4 or 10.20.0.0/16, one a line.");
    if (form.listenPort === "") return;
    if (linesOf(form.allowedAddresses).length === 0 && !(form.tls && form.ca)) {
      need(
        "allowedAddresses",
        "Say from which addresses it connects, or use TLS and give the authority of its certificate.",
      );
    }
    if (form.tls && !form.certificate) need("certificate", "Our certificate is needed for what we listen on.");
  });

const hostedSftp = z.object({
  transport: z.literal("hosted-sftp"),
  name,
  filePattern,
  ackFiles: yes,
});

export const endpointSchema = z.discriminatedUnion("transport", [sftp, hostedSftp, rest, mllp]);
export type EndpointForm = z.output<typeof endpointSchema>;

/** The settings a form asks for; its secrets are not among them. An account on our own server is given, not asked for. */
export function reachOf(form: Exclude<EndpointForm, { transport: "hosted-sftp" }>): Reach {
  switch (form.transport) {
    case "sftp": {
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
    case "rest":
      return {
        transport: "rest",
        url: form.url || null,
        auth: authOf(form),
        ca: form.ca || null,
        certificate: form.certificate || null,
        pullUrl: form.pullUrl || null,
        cursorParameter: form.cursorParameter,
        pollSeconds: form.pollSeconds,
        inDoubt: form.inDoubt,
      };
    case "mllp":
      return {
        transport: "mllp",
        host: form.host || null,
        port: form.host && form.port !== "" ? form.port : null,
        tls: form.tls,
        ca: form.ca || null,
        certificate: form.certificate || null,
        listenPort: form.listenPort === "" ? null : form.listenPort,
        allowedAddresses: linesOf(form.allowedAddresses),
        inDoubt: form.inDoubt,
      };
  }
}

function authOf({ authScheme, header, username, tokenUrl, scope }: Extract<EndpointForm, { transport: "rest" }>) {
  switch (authScheme) {
    case "none":
      return { kind: "none" as const };
    case "api-key":
      return { kind: "api-key" as const, header };
    case "basic":
      return { kind: "basic" as const, username };
    case "oauth2":
      return { kind: "oauth2" as const, tokenUrl, clientId: username, scope };
  }
}

/** The fields of the form as a saved endpoint fills them; never a secret. */
export function formOf(endpointName: string, reach: Reach): Record<string, string> {
  switch (reach.transport) {
    case "sftp": {
      const { quirks, subfolders: folders, ...plain } = reach;
      const { keepSession, ...others } = quirks;
      return {
        ...texts({ ...plain, ...others }),
        name: endpointName,
        subfolders: folders.join("\n"),
        signOff: String(!keepSession),
      };
    }
    case "rest": {
      const { auth } = reach;
      return {
        transport: "rest",
        name: endpointName,
        url: reach.url ?? "",
        authScheme: auth.kind,
        header: auth.kind === "api-key" ? auth.header : "",
        username: auth.kind === "basic" ? auth.username : auth.kind === "oauth2" ? auth.clientId : "",
        tokenUrl: auth.kind === "oauth2" ? auth.tokenUrl : "",
        scope: auth.kind === "oauth2" ? auth.scope : "",
        ca: reach.ca ?? "",
        certificate: reach.certificate ?? "",
        incoming: reach.pullUrl ? "pull" : "push",
        pullUrl: reach.pullUrl ?? "",
        cursorParameter: reach.cursorParameter,
        pollSeconds: String(reach.pollSeconds),
        inDoubt: reach.inDoubt,
      };
    }
    case "mllp":
      return {
        ...texts(reach),
        name: endpointName,
        ca: reach.ca ?? "",
        certificate: reach.certificate ?? "",
        allowedAddresses: reach.allowedAddresses.join("\n"),
      };
    case "hosted-sftp":
      return {
        transport: "hosted-sftp",
        name: endpointName,
        username: reach.username,
        filePattern: reach.filePattern,
        ackFiles: String(reach.ackFiles),
      };
  }
}

const texts = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value === null ? "" : String(value)]));

/** Whether a saved secret still belongs to what the form says: a secret goes to nobody it was not given for. */
export function sameFarEnd(form: EndpointForm, before: Reach): boolean {
  if (form.transport === "sftp" && before.transport === "sftp") {
    return form.host === before.host && form.port === before.port;
  }
  if (form.transport === "rest" && before.transport === "rest") {
    const auth = authOf(form);
    const origins = (reach: { url: string | null; pullUrl: string | null }, token: string) =>
      [reach.url ?? "", reach.pullUrl ?? "", token].map((text) => (text ? new URL(text).origin : "")).join(" ");
    const tokenBefore = before.auth.kind === "oauth2" ? before.auth.tokenUrl : "";
    const tokenNow = auth.kind === "oauth2" ? auth.tokenUrl : "";
    return auth.kind === before.auth.kind && origins(form, tokenNow) === origins(before, tokenBefore);
  }
  return form.transport === "mllp" && before.transport === "mllp" && (form.host || null) === before.host;
}

/** Which ways a connection needs at one side: whether messages come in there, and whether any go out. */
export const waysNeeded = (mode: Mode, side: "emr" | "lis"): { in: boolean; out: boolean } => ({
  in: mode === "bidirectional" || side === "lis",
  out: mode === "bidirectional" || side === "emr",
});

const outFields = { sftp: "dropDirectory", rest: "url", mllp: "host" } as const;
const inFields = { sftp: "pickupDirectory", mllp: "listenPort" } as const;

/** The field that leaves out a way the connection needs. Whoever we do not ask over REST pushes, so there one is in. */
export function wayMissing(
  form: EndpointForm,
  mode: Mode,
  side: "emr" | "lis",
): { field: string; message: string } | undefined {
  if (form.transport === "hosted-sftp") return undefined;
  const needs = waysNeeded(mode, side);
  const values: Record<string, unknown> = form;
  const out = outFields[form.transport];
  const [sent, taken] = side === "emr" ? ["results", "orders"] : ["orders", "results"];
  if (needs.out && !values[out]) {
    return { field: out, message: `This connection sends ${sent} there; say where they go.` };
  }
  const incoming = form.transport === "rest" ? undefined : inFields[form.transport];
  if (needs.in && incoming && !values[incoming]) {
    return { field: incoming, message: `This connection takes ${taken} from there; say how they come.` };
  }
  return undefined;
}
