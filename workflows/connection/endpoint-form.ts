import { z } from "zod";
import type { Reach } from "~/db/schema/transports";
import { networkOf } from "~/engine/transports/network/vetted-address";
import { filePattern, host, inDoubt, linesOf, name, pollSeconds, port, secret, texts, yes } from "./form-fields";
import { sftpFieldsOf, sftpForm, sftpReachOf } from "./sftp-form";

/** What people fill in for one side of a connection, by transport, and the settings it becomes. */
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

export const endpointSchema = z.discriminatedUnion("transport", [sftpForm, hostedSftp, rest, mllp]);
export type EndpointForm = z.output<typeof endpointSchema>;

/** The settings a form asks for; its secrets are not among them. An account on our own server is given, not asked for. */
export function reachOf(form: Exclude<EndpointForm, { transport: "hosted-sftp" }>): Reach {
  switch (form.transport) {
    case "sftp":
      return sftpReachOf(form);
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
    case "sftp":
      return sftpFieldsOf(endpointName, reach);
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
