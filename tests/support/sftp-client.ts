import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why OpenSSH's sftp client cannot run here, or `undefined` when it can. */
export const sftpMissing = (): string | undefined =>
  existsSync("/usr/bin/sftp") ? undefined : "OpenSSH's sftp is not installed";

export type SftpRun = { code: number; out: string; err: string };

/** OpenSSH's own client with a folder of its own: what a partner has. */
export async function startSftpClient(port: number) {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-partner-"));
  return {
    /** Local files are put and got here. */
    folder,
    /** Runs commands as `sftp -b` does, one after the other; ends at the first that fails. */
    async run(who: { username: string; privateKey: string; hostKey?: string }, commands: string[]): Promise<SftpRun> {
      await writeFile(join(folder, "key"), who.privateKey, { mode: 0o600 });
      await writeFile(join(folder, "batch"), `${commands.join("\n")}\n`);
      const strict = who.hostKey !== undefined;
      if (who.hostKey) await writeFile(join(folder, "known_hosts"), `[127.0.0.1]:${port} ${who.hostKey}\n`);
      const options = [
        ["IdentityFile", join(folder, "key")],
        ["IdentitiesOnly", "yes"],
        ["StrictHostKeyChecking", strict ? "yes" : "no"],
        ["UserKnownHostsFile", strict ? join(folder, "known_hosts") : "/dev/null"],
        ["LogLevel", "ERROR"],
      ].flatMap(([name, value]) => ["-o", `${name}=${value}`]);
      const args = ["-q", "-b", join(folder, "batch"), "-P", String(port), ...options, `${who.username}@127.0.0.1`];
      return new Promise((resolve) =>
        execFile("/usr/bin/sftp", args, { cwd: folder, timeout: 20_000 }, (error, out, err) =>
          resolve({ code: error ? (typeof error.code === "number" ? error.code : 255) : 0, out, err }),
        ),
      );
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}
