import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fetchHostKey, type SftpSettings } from "~/engine/transports/sftp";
import { waitFor } from "./wait-for";

const SSHD = "/usr/sbin/sshd";
const run = promisify(execFile);

/** Why OpenSSH tests cannot run here, or `undefined` when they can. */
export const opensshMissing = (): string | undefined => (existsSync(SSHD) ? undefined : `${SSHD} is not installed`);

/** A server of somebody else's that runs for the tests. */
export type RealServer = {
  settings: SftpSettings;
  /** Absolute path of the served folder, the same on both sides; holds `in/`, `out/`, `archive/`. */
  folder: string;
  stop(): Promise<void>;
};

/** A real sshd on loopback with its own configuration, host keys and client key, all in a temporary directory. */
export async function startOpenssh(): Promise<RealServer> {
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-sshd-"));
  const folder = join(directory, "files");
  for (const name of ["in", "out", "archive"]) await mkdir(join(folder, name), { recursive: true });
  for (const [type, name] of [
    ["ed25519", "host_ed25519"],
    ["rsa", "host_rsa"],
    ["ed25519", "client"],
  ] as const) {
    await run("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", join(directory, name)]);
  }
  await writeFile(join(directory, "authorized_keys"), await readFile(join(directory, "client.pub")), { mode: 0o600 });
  const port = await freePort();
  const configuration = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(directory, "host_ed25519")}`,
    `HostKey ${join(directory, "host_rsa")}`,
    `AuthorizedKeysFile ${join(directory, "authorized_keys")}`,
    `PidFile ${join(directory, "sshd.pid")}`,
    "UsePAM no",
    "StrictModes no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin yes",
    "Subsystem sftp internal-sftp",
  ];
  await writeFile(join(directory, "sshd_config"), `${configuration.join("\n")}\n`);
  if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true });
  const process = spawn(SSHD, ["-D", "-e", "-f", join(directory, "sshd_config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  process.stderr?.on("data", (text) => {
    said += String(text);
  });
  const target = { host: "127.0.0.1", port };
  const key = await waitFor("sshd to answer", async () => {
    if (process.exitCode !== null) throw new Error(`sshd ended: ${said}`);
    return fetchHostKey(target, { connectMs: 2000 }).catch(() => undefined);
  });
  return {
    folder,
    settings: {
      ...target,
      username: userInfo().username,
      auth: { kind: "private-key", privateKey: await readFile(join(directory, "client"), "utf8") },
      hostKeySha256: key.sha256,
    },
    async stop() {
      await ended(process);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Ends a server process of ours. */
export function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    process.once("exit", () => resolve());
    process.kill("SIGTERM");
  });
}

/** A port of the loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
