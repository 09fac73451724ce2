import { join } from "node:path";
import { type SandboxPorts, startSandbox } from "~/engine/sandbox";
import type { Context } from "./processes";

/** Paces of the simulators: how often practices order, how long the lab takes. Milliseconds. */
const paces = {
  calm: { orderEveryMs: 45_000, turnaroundMs: 6_000 },
  brisk: { orderEveryMs: 0, turnaroundMs: 700 },
};

/** The demo's EMR and lab system, each a real SFTP server on loopback. */
export async function startSandboxProcess({ config, log }: Context, ports: SandboxPorts): Promise<() => Promise<void>> {
  const sandbox = await startSandbox({
    directory: join(config.dataDirectory, "sandbox"),
    host: "127.0.0.1",
    emrPort: ports.emrPort,
    lisPort: ports.lisPort,
    controlPort: ports.controlPort,
    controlToken: ports.token,
    password: ports.password,
    correctedShare: 0.1,
    seed: 20_261_120,
    ...paces[config.sandboxPace],
  });
  log("info", "sandbox", { emr: sandbox.emr.port, lis: sandbox.lis.port });
  return () => sandbox.stop();
}
