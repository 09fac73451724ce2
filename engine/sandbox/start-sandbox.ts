import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sandbox, SandboxOptions } from "./contract";
import { startControlServer } from "./control-server";
import { startEmr } from "./emr-simulator";
import { startLis } from "./lis-simulator";

/** Starts both simulators; state in the directory goes on where it stopped. Throws when a port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { directory, seed } = options;
  const host = options.host ?? "127.0.0.1";
  await mkdir(directory, { recursive: true });
  const instance = await keptSecret(join(directory, "instance"), () => randomBytes(2).toString("hex").toUpperCase());
  const accepts = (password: string) => timingSafeEqual(digest(password), digest(options.password));
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    const lis = await startLis({
      directory: join(directory, "lis"),
      host,
      port: options.lisPort,
      accepts,
      instance,
      seed,
      turnaroundMs: options.turnaroundMs,
      correctedShare: options.correctedShare,
      preliminaryShare: options.preliminaryShare ?? 0.15,
      pdfShare: options.pdfShare ?? 0.1,
    });
    started.push(lis);
    const emr = await startEmr({
      directory: join(directory, "emr"),
      host,
      port: options.emrPort,
      accepts,
      instance,
      seed,
      orderEveryMs: options.orderEveryMs,
    });
    started.push(emr);
    if (options.controlPort === undefined) return { emr, lis, stop };
    const token =
      options.controlToken ??
      (await keptSecret(join(directory, "control-token"), () => randomBytes(24).toString("hex")));
    const control = await startControlServer({ port: options.controlPort, token, emr, lis });
    started.push(control);
    return { emr, lis, control: { port: control.port, token }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function keptSecret(path: string, make: () => string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const made = make();
    await writeFile(path, `${made}\n`, { mode: 0o600, flag: "wx" });
    return made;
  }
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
