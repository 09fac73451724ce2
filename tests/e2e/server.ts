import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../server/embedded-postgres";

/** A whole Gatehouse for the journeys: `gatehouse up` on an empty folder, as somebody who has just cloned it has it. */
export default async function start(): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-e2e-"));
  // As root, Postgres runs under another account, which must get through.
  chmodSync(directory, 0o755);
  const [port, sftpPort] = [await freePort(), await freePort()];
  const up = spawn(process.execPath, ["build/gatehouse.js", "up"], {
    env: {
      ...process.env,
      GATEHOUSE_DATA_DIR: directory,
      GATEHOUSE_SANDBOX_PACE: "brisk",
      DATABASE_URL: "",
      PORT: String(port),
      GATEHOUSE_SFTP_PORT: String(sftpPort),
      GATEHOUSE_MLLP_HOST: "127.0.0.1",
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => up.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    up.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes("Gatehouse is open")) resolve();
    });
    void exited.then(() => reject(new Error("Gatehouse did not start.")));
  });
  process.env.GATEHOUSE_E2E_FOLDER = directory;
  process.env.GATEHOUSE_E2E_URL = `http://127.0.0.1:${port}`;
  return async () => {
    up.kill("SIGTERM");
    await exited;
    rmSync(directory, { recursive: true, force: true });
  };
}
