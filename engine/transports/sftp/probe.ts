/** Walks through everything a connection needs, one step at a time, and leaves nothing behind. */
import { lookup } from "node:dns/promises";
import { createConnection, isIP } from "node:net";
import { TransportError } from "../transport-error";
import { openWire } from "./connect";
import { PROBE_STEPS, type ProbeStep, type ProbeStepName, type SftpDeadlines, type SftpSettings } from "./contract";
import { connectFailure } from "./failures";
import { fetchHostKey, isPinned } from "./host-key";
import { listFiles } from "./list";
import { TrialFile } from "./trial-file";
import type { Wire } from "./wire";

/** The folders to check; `drop: null` leaves out everything that writes. */
export type ProbeFolders = { pickup: string | null; drop: string | null };

type Outcome = { detail: string; skipped?: true };
type State = { wire?: Wire; trial?: TrialFile; address?: string };

/**
 * Yields one result per step in the order of `PROBE_STEPS`. After the first failure the remaining steps are reported
 * as skipped. Never throws. The test file's names begin with a dot, so no partner's filter takes them.
 */
export async function* probeSftp(
  settings: SftpSettings,
  folders: ProbeFolders,
  deadlines: SftpDeadlines = { connectMs: 10_000, operationMs: 10_000 },
): AsyncGenerator<ProbeStep, void, void> {
  const state: State = {};
  const run = stepsFor(settings, folders, deadlines, state);
  let failed = false;
  try {
    for (const step of PROBE_STEPS) {
      if (failed) {
        yield { step, ok: false, skipped: true, ms: 0, detail: "Not tried, because an earlier step failed." };
        continue;
      }
      const started = performance.now();
      const ms = () => Math.round(performance.now() - started);
      try {
        const { detail, skipped } = await run[step]();
        yield { step, ok: true, skipped: skipped === true, ms: ms(), detail };
      } catch (error) {
        failed = true;
        yield failure(step, ms(), connectFailure(error, `${settings.host}:${settings.port}`, settings.username));
      }
    }
  } finally {
    await leaveNothing(settings, deadlines, state);
  }
}

const failure = (step: ProbeStepName, ms: number, error: TransportError): ProbeStep => ({
  step,
  ok: false,
  skipped: false,
  ms,
  detail: error.message,
  error: { failure: error.failure, code: error.code, message: error.message },
});

function stepsFor(
  settings: SftpSettings,
  folders: ProbeFolders,
  deadlines: SftpDeadlines,
  state: State,
): Record<ProbeStepName, () => Promise<Outcome>> {
  const where = `${settings.host}:${settings.port}`;
  const { drop } = folders;
  const wire = () => {
    if (!state.wire) throw new TransportError("transient", "connection-lost", `The connection to ${where} is gone.`);
    return state.wire;
  };
  const trying = async (detail: string, act: (trial: TrialFile) => Promise<void>): Promise<Outcome> => {
    if (drop === null) return { detail: "Nothing is delivered over this connection.", skipped: true };
    state.trial ??= new TrialFile(drop);
    await act(state.trial);
    return { detail };
  };

  return {
    dns: async () => {
      const target = settings.address ?? settings.host;
      state.address = isIP(target) ? target : (await lookup(target)).address;
      return { detail: `${settings.host} is ${state.address}.` };
    },
    tcp: async () => {
      await reach(state.address ?? settings.host, settings.port, where, deadlines.connectMs);
      return { detail: `Port ${settings.port} is open.` };
    },
    "host-key": async () => {
      const key = await fetchHostKey(settings, deadlines);
      if (isPinned(key.sha256, settings)) {
        return { detail: `The server presents the pinned ${key.algorithm} key ${key.sha256}.` };
      }
      const message = `${where} presents ${key.algorithm} ${key.sha256}, but ${settings.hostKeySha256} is pinned.`;
      throw new TransportError("permanent", "host-key-mismatch", message);
    },
    authentication: async () => {
      state.wire = await openWire(settings, deadlines);
      return { detail: `Logged in as ${settings.username}.` };
    },
    list: async () => {
      const seen: string[] = [];
      for (const folder of new Set([folders.pickup, folders.drop])) {
        if (folder === null) continue;
        const listing = await listFiles(wire(), folder, { maxEntries: 1000 });
        seen.push(`${folder || "."} holds ${listing.files.length}${listing.truncated ? " or more" : ""} files`);
      }
      return seen.length > 0 ? { detail: `${seen.join("; ")}.` } : { detail: "No folder is set.", skipped: true };
    },
    write: () => trying(`A test file was written to ${drop || "."}.`, (trial) => trial.write(wire())),
    rename: () =>
      settings.noRename
        ? Promise.resolve({ detail: "This server renames nothing.", skipped: true })
        : trying("The test file was renamed.", (trial) => trial.rename(wire())),
    "read-back": () => trying("The test file reads back unchanged.", (trial) => trial.readBack(wire())),
    delete: () => trying("The test file was deleted.", (trial) => trial.remove(wire())),
  };
}

/** Removes the test file after a failed step, over a new connection when the old one broke. */
async function leaveNothing(settings: SftpSettings, deadlines: SftpDeadlines, state: State): Promise<void> {
  if (state.trial?.mayExist) {
    try {
      if (!state.wire?.alive) state.wire = await openWire(settings, deadlines);
      await state.trial.remove(state.wire);
    } catch {
      // The failed step was reported; a folder that refuses deletion keeps a hidden file of a few bytes.
    }
  }
  await state.wire?.close();
}

function reach(address: string, port: number, where: string, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: address, port });
    const done = (error?: Error) => {
      clearTimeout(timer);
      socket.destroy();
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(() => {
      done(new TransportError("transient", "timed-out", `${where} did not answer within ${ms} ms.`));
    }, ms);
    socket.on("error", done);
    socket.once("connect", () => done());
  });
}
