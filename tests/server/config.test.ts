import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { ConfigError, environmentSchema, readConfig } from "~/server/config";
import { root } from "~/server/root";

const problemOf = (environment: Record<string, string>) => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return undefined;
};

describe("the configuration", () => {
  test("of an empty environment is the demo on an embedded database", () => {
    expect(readConfig({})).toEqual({
      databaseUrl: undefined,
      dataDirectory: ".gatehouse",
      secretKey: undefined,
      demo: true,
      workers: 1,
      sandboxPace: "calm",
      port: 3000,
      host: "127.0.0.1",
      publicUrl: "http://127.0.0.1:3000",
      sftp: undefined,
      mllp: undefined,
      checkpointDirectory: undefined,
      checkpointKey: undefined,
      smtpUrl: undefined,
      mailFrom: "Gatehouse <gatehouse@localhost>",
      logLevel: "info",
      sandbox: undefined,
    });
  });

  test("with a database of its own is no demo unless it is asked for", () => {
    const DATABASE_URL = "postgres://db.example/gatehouse";
    expect(readConfig({ DATABASE_URL }).demo).toBe(false);
    expect(readConfig({ DATABASE_URL, GATEHOUSE_DEMO: "1" }).demo).toBe(true);
    expect(readConfig({ GATEHOUSE_DEMO: "false" }).demo).toBe(false);
  });

  test("takes an empty variable for an unset one", () => {
    expect(readConfig({ PORT: "", DATABASE_URL: "", SMTP_URL: "" })).toEqual(readConfig({}));
  });

  test.each([
    ["0.0.0.0", "http://localhost:8080"],
    ["::", "http://localhost:8080"],
    ["gate.example", "http://gate.example:8080"],
  ])("on host %s is shown as %s", (HOST, publicUrl) => {
    expect(readConfig({ HOST, PORT: "8080" }).publicUrl).toBe(publicUrl);
  });

  test("starts an SFTP server only where a port for it is given", () => {
    expect(readConfig({ GATEHOUSE_SFTP_PORT: "2222" }).sftp).toEqual({
      host: "127.0.0.1",
      port: 2222,
      address: "127.0.0.1:2222",
    });
    const GATEHOUSE_SFTP_ADDRESS = "sftp.lab.example";
    expect(readConfig({ GATEHOUSE_SFTP_PORT: "2222", GATEHOUSE_SFTP_ADDRESS }).sftp?.address).toBe("sftp.lab.example");
  });

  const bad: [string, string][] = [
    ["DATABASE_URL", "mysql://db.example"],
    ["DATABASE_URL", "not an address"],
    ["GATEHOUSE_SECRET_KEY", "short"],
    ["GATEHOUSE_CHECKPOINT_KEY", "short"],
    ["GATEHOUSE_DEMO", "maybe"],
    ["GATEHOUSE_WORKERS", "0"],
    ["GATEHOUSE_WORKERS", "many"],
    ["GATEHOUSE_WORKERS", "1.5"],
    ["GATEHOUSE_SANDBOX_PACE", "wild"],
    ["PORT", "http"],
    ["PORT", "70000"],
    ["PORT", "-1"],
    ["PUBLIC_URL", "gatehouse.example"],
    ["GATEHOUSE_SFTP_PORT", "ssh"],
    ["GATEHOUSE_SFTP_ADDRESS", "sftp://lab.example"],
    ["SMTP_URL", "http://mail.example"],
    ["MAIL_FROM", "x"],
    ["LOG_LEVEL", "loud"],
  ];
  test.each(bad)("names %s when it is %s, in one line without the value", (name, value) => {
    const problem = problemOf({ [name]: value });
    expect(problem).toMatch(new RegExp(`^Configuration: ${name} must be \\S[^\\n]*\\.$`));
    if (value.length > 3) expect(problem).not.toContain(value);
  });

  test("names every wrong variable at once", () => {
    const problem = problemOf({ PORT: "x", LOG_LEVEL: "loud", GATEHOUSE_WORKERS: "99" });
    for (const name of ["PORT", "LOG_LEVEL", "GATEHOUSE_WORKERS"]) expect(problem).toContain(name);
    expect(problem?.split("\n")).toHaveLength(1);
  });

  test("describes every variable", () => {
    for (const schema of Object.values<z.ZodType>(environmentSchema.shape)) expect(schema.description).toMatch(/\.$/);
  });
});

const readme = join(root, "README.md");
const missing = existsSync(readme) ? undefined : "there is no README.md yet";
if (missing) console.log(`README table not checked: ${missing}`);

describe.skipIf(missing)("the table in README.md", () => {
  const rows = () =>
    readFileSync(readme, "utf8")
      .split("\n")
      .flatMap((line) => {
        const match = /^\| `([A-Z_]+)` *\|([^|]*)\|(.*)\|$/.exec(line.trim());
        return match ? [[match[1], match[3]?.trim()]] : [];
      });

  test("lists exactly the variables there are, with what they mean", () => {
    const known = Object.entries<z.ZodType>(environmentSchema.shape).map(([name, schema]) => [
      name,
      schema.description,
    ]);
    expect(rows().sort()).toEqual(known.sort());
  });
});
