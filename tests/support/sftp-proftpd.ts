import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { fetchHostKey } from "~/engine/transports/sftp";
import { ended, freePort, type RealServer } from "./sftp-openssh";
import { waitFor } from "./wait-for";

const run = promisify(execFile);

/** ProFTPD's program and the folder of its modules, wherever the system's packages put them. */
function installed(): { program: string; modules: string } | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin"];
  const program = folders.map((folder) => join(folder, "proftpd")).find(existsSync);
  const modules = program && join(dirname(dirname(program)), "lib", "proftpd");
  return program && modules && existsSync(join(modules, "mod_sftp.so")) ? { program, modules } : undefined;
}

/** Why tests against ProFTPD cannot run here, or `undefined` when they can. */
export const proftpdMissing = (): string | undefined =>
  installed() ? undefined : "ProFTPD with mod_sftp is not installed (Debian: proftpd-core, proftpd-mod-crypto)";

/** A real ProFTPD on loopback that only speaks SFTP, with one account, all in a temporary directory. */
export async function startProftpd(): Promise<RealServer> {
  const found = installed();
  if (!found) throw new Error("ProFTPD is not installed.");
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-proftpd-"));
  const at = (name: string) => join(directory, name);
  const folder = at("files");
  for (const name of ["in", "out", "archive"]) await mkdir(join(folder, name), { recursive: true });
  await run("ssh-keygen", ["-q", "-t", "rsa", "-m", "PEM", "-N", "", "-f", at("host_rsa")]);
  await run("ssh-keygen", ["-q", "-t", "rsa", "-m", "PEM", "-N", "", "-f", at("client")]);
  const publicKey = await run("ssh-keygen", ["-e", "-m", "RFC4716", "-f", at("client.pub")]);
  await writeFile(at("authorized"), publicKey.stdout, { mode: 0o600 });
  const { uid, gid, username } = userInfo();
  await writeFile(at("passwd"), `practice:*:${uid}:${gid}::${folder}:/bin/false\n`, { mode: 0o600 });
  await writeFile(at("group"), `practice:x:${gid}:\n`, { mode: 0o600 });
  const port = await freePort();
  const configuration = [
    `ModulePath ${found.modules}`,
    "LoadModule mod_sftp.c",
    'ServerName "Test"',
    "ServerType standalone",
    "DefaultAddress 127.0.0.1",
    `Port ${port}`,
    "UseIPv6 off",
    "UseReverseDNS off",
    `User ${username}`,
    "WtmpLog off",
    "DelayEngine off",
    `PidFile ${at("proftpd.pid")}`,
    `ScoreboardFile ${at("scoreboard")}`,
    `SystemLog ${at("log")}`,
    "RequireValidShell off",
    "AuthOrder mod_auth_file.c",
    `AuthUserFile ${at("passwd")}`,
    `AuthGroupFile ${at("group")}`,
    "RootLogin on",
    "SFTPEngine on",
    `SFTPLog ${at("log")}`,
    `SFTPHostKey ${at("host_rsa")}`,
    "SFTPAuthMethods publickey",
    `SFTPAuthorizedUserKeys file:${at("authorized")}`,
  ];
  await writeFile(at("proftpd.conf"), `${configuration.join("\n")}\n`);
  const process_ = spawn(found.program, ["-n", "-c", at("proftpd.conf")], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  process_.stderr?.on("data", (text) => {
    said += String(text);
  });
  const target = { host: "127.0.0.1", port };
  const key = await waitFor("ProFTPD to answer", async () => {
    if (process_.exitCode !== null) throw new Error(`ProFTPD ended: ${said}`);
    return fetchHostKey(target, { connectMs: 2000 }).catch(() => undefined);
  });
  return {
    folder,
    settings: {
      ...target,
      username: "practice",
      auth: { kind: "private-key", privateKey: await readFile(at("client"), "utf8") },
      hostKeySha256: key.sha256,
    },
    async stop() {
      await ended(process_);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
