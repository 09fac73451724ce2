import { describe, expect, test } from "vitest";
import { endpointSchema, formOf, reachOf, sameFarEnd } from "~/workflows/connection/endpoint-form";
import { wayMissing } from "~/workflows/connection/ways";

const rest = {
  transport: "rest",
  name: "EMR",
  url: "https://emr.example/hl7",
  authScheme: "api-key",
  header: "X-API-Key",
  secret: "s3cret-value",
};
const sftp = {
  transport: "sftp",
  name: "EMR",
  host: "sftp.example",
  port: "22",
  username: "lab",
  authKind: "password",
  secret: "s3cret-value",
  pickupDirectory: "/orders",
  dropDirectory: "/results",
  archiveDirectory: "",
  filePattern: "*.hl7",
  pollSeconds: "30",
};
const mllp = { transport: "mllp", name: "LIS", host: "lis.example", port: "2575", tls: "on" };
const reachTyped = (typed: object) => {
  const form = endpointSchema.parse(typed);
  if (form.transport === "hosted-sftp") throw new Error("An account on our own server is given, not asked for.");
  return reachOf(form);
};
const fieldsAtFault = (form: object) => {
  const parsed = endpointSchema.safeParse(form);
  return parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0]));
};

describe("the settings of an endpoint", () => {
  test.each([
    ["an address with a password in it", { ...rest, url: "https://me:secret@emr.example/" }, ["url"]],
    ["an address of another kind", { ...rest, url: "ftp://emr.example/" }, ["url"]],
    ["an API key without its header", { ...rest, header: "" }, ["header"]],
    ["a header that would break the request", { ...rest, header: "X-Key: a\r\nX" }, ["header"]],
    ["OAuth without client or token address", { ...rest, authScheme: "oauth2" }, ["tokenUrl", "username"]],
    ["asking without an address to ask at", { ...rest, incoming: "pull" }, ["pullUrl"]],
    ["neither an address to post to nor one to ask at", { ...rest, url: "", incoming: "pull" }, ["pullUrl"]],
    ["MLLP that neither takes nor sends", { ...mllp, host: "", port: "" }, ["host"]],
    ["no folder at all", { ...sftp, pickupDirectory: "", dropDirectory: "" }, ["pickupDirectory"]],
    ["acknowledgments without a folder", { ...sftp, dropDirectory: "", ackFiles: "on" }, ["dropDirectory"]],
    ["a cursor's name that would break the address", { ...rest, cursorParameter: "a&b" }, ["cursorParameter"]],
    ["a certificate that is none", { ...mllp, certificate: "hello" }, ["certificate"]],
    ["MLLP without a port", { ...mllp, port: "" }, ["port"]],
    ["a folder that climbs", { ...sftp, pickupDirectory: "/orders/../../etc" }, ["pickupDirectory"]],
    ["a folder below that climbs", { ...sftp, subfolders: "site-a\n../etc" }, ["subfolders"]],
    ["a folder below that is deeper", { ...sftp, subfolders: "site-a/2026" }, ["subfolders"]],
    ["every folder and some", { ...sftp, subfolders: "* site-a" }, ["subfolders"]],
    ["a sign without a name", { ...sftp, completion: "done-file", doneSign: "ready" }, ["doneSign"]],
    ["a sign that is the file", { ...sftp, completion: "done-file", doneSign: "{name}" }, ["doneSign"]],
    ["a sign in another folder", { ...sftp, completion: "done-file", doneSign: "../{name}.done" }, ["doneSign"]],
    ["a sign named like the files", { ...sftp, completion: "done-file", doneSign: "{stem}.hl7" }, ["doneSign"]],
    ["file names that would be the same", { ...sftp, dropNames: "{type}.hl7" }, ["dropNames"]],
    [
      "no rename, with an archive, a claim and no sign",
      { ...sftp, noRename: "on", archiveDirectory: "/archive", claim: "on" },
      ["archiveDirectory", "claim", "dropSign"],
    ],
    ["no session at all", { ...sftp, maxSessions: "0" }, ["maxSessions"]],
    ["no sign where one is waited for", { ...sftp, completion: "done-file", doneSign: "" }, ["doneSign"]],
    [
      "files on our own server without a pattern",
      { transport: "hosted-sftp", name: "EMR", filePattern: " " },
      ["filePattern"],
    ],
    ["a way nobody knows", { ...sftp, transport: "fax" }, ["transport"]],
  ])("are refused for %s, naming the field", (_, form, fields) => {
    expect(fieldsAtFault(form).sort()).toEqual([...fields].sort());
  });

  const asked = { ...rest, incoming: "pull", pullUrl: "https://emr.example/out", pollSeconds: "20" };
  const full = {
    ...sftp,
    ackFiles: "on",
    claim: "on",
    subfolders: "site-a\nsite-b",
    completion: "done-file",
    doneSign: "{stem}.ok",
    dropNames: "{date:yyyy}/{sequence:6}.hl7",
    makeFolders: "on",
    dropSign: "{name}.done",
    noStat: "on",
    legacyAlgorithms: "on",
    maxSessions: "1",
    signOff: "on",
    closeSeconds: "30",
  };
  const onlyPushes = { ...rest, url: "", authScheme: "none", secret: "" };
  const onlyConnects = { ...mllp, host: "", port: "", tls: "", listenPort: "2600", allowedAddresses: "10.1.2.3" };
  const onlyDrops = { ...sftp, pickupDirectory: "" };
  const onlyTakes = { ...sftp, dropDirectory: "" };
  test.each([rest, asked, full, sftp, mllp, onlyPushes, { ...onlyConnects, tls: "false" }, onlyDrops, onlyTakes])(
    "come back into the form as they were typed, without the secret: $transport",
    (typed) => {
      const parsed = endpointSchema.parse(typed);
      const reach = reachTyped(typed);
      const again = formOf(parsed.name, reach);
      expect(JSON.stringify([reach, again])).not.toContain("s3cret-value");
      expect(reachTyped(again)).toEqual(reach);
    },
  );

  test("need an address only for the ways the connection takes", () => {
    const missing = (typed: object, mode: "bidirectional" | "results-only", side: "emr" | "lis") =>
      wayMissing(endpointSchema.parse(typed), mode, side)?.field;
    const connects = { ...onlyConnects, tls: false };
    for (const form of [onlyPushes, connects, onlyTakes]) expect(missing(form, "results-only", "lis")).toBeUndefined();
    for (const form of [mllp, onlyDrops, rest]) expect(missing(form, "results-only", "emr")).toBeUndefined();
    expect([onlyPushes, connects, onlyTakes].map((form) => missing(form, "bidirectional", "lis"))).toEqual([
      "url",
      "host",
      "dropDirectory",
    ]);
    expect([onlyPushes, connects, onlyTakes].map((form) => missing(form, "results-only", "emr"))).toEqual([
      "url",
      "host",
      "dropDirectory",
    ]);
    expect([mllp, onlyDrops].map((form) => missing(form, "results-only", "lis"))).toEqual([
      "listenPort",
      "pickupDirectory",
    ]);
    const hosted = { transport: "hosted-sftp", name: "EMR", filePattern: "*.hl7" };
    expect(missing(hosted, "bidirectional", "emr")).toBeUndefined();
  });

  test("keep a secret for the same far end only", () => {
    const before = reachTyped(rest);
    const now = (change: object) => sameFarEnd(endpointSchema.parse({ ...rest, ...change }), before);
    expect(now({ url: "https://emr.example/other", header: "X-Other" })).toBe(true);
    expect(now({ url: "https://elsewhere.example/hl7" })).toBe(false);
    expect(now({ incoming: "pull", pullUrl: "https://elsewhere.example/out" })).toBe(false);
    expect(now({ authScheme: "basic", username: "lab" })).toBe(false);
    expect(sameFarEnd(endpointSchema.parse(sftp), before)).toBe(false);
  });
});
