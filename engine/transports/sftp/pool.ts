import { createHash } from "node:crypto";
import { connectSftp } from "./connect";
import type { SftpDeadlines, SftpSession, SftpSettings } from "./contract";

type Idle = { session: SftpSession; settingsHash: string; timer: NodeJS.Timeout };

/** Keeps idle sessions for reuse: connecting and authenticating cost far more than a small transfer. */
export interface SftpPool {
  readonly idleCount: number;
  /** Closes every idle session; sessions in use are closed when they come back. */
  close(): Promise<void>;
  /** @internal */ take(key: string, settings: SftpSettings): Promise<SftpSession>;
  /** @internal */ giveBack(key: string, settings: SftpSettings, session: SftpSession): void;
}

/**
 * `idleMs`: how long an unused session is kept. `idlePerKey`: how many of them, default 2. `addressOf`: the address to
 * connect to for a host, asked for each new session; its refusal is thrown.
 */
export function createSftpPool(options: {
  idleMs: number;
  idlePerKey?: number;
  deadlines: SftpDeadlines;
  addressOf?: (host: string) => Promise<string>;
}): SftpPool {
  const idle = new Map<string, Idle[]>();
  const perKey = options.idlePerKey ?? 2;
  let closed = false;

  const forget = (key: string, entry: Idle) => {
    clearTimeout(entry.timer);
    const left = (idle.get(key) ?? []).filter((other) => other !== entry);
    if (left.length > 0) idle.set(key, left);
    else idle.delete(key);
  };

  return {
    get idleCount() {
      return [...idle.values()].reduce((sum, entries) => sum + entries.length, 0);
    },
    async take(key, settings) {
      const settingsHash = hashOf(settings);
      for (const entry of [...(idle.get(key) ?? [])].reverse()) {
        forget(key, entry);
        if (entry.session.alive && entry.settingsHash === settingsHash) return entry.session;
        void entry.session.close();
      }
      const address = await options.addressOf?.(settings.host);
      return connectSftp({ ...settings, ...(address && { address }) }, options.deadlines);
    },
    giveBack(key, settings, session) {
      const entries = idle.get(key) ?? [];
      if (closed || !session.alive || entries.length >= perKey || options.idleMs <= 0) {
        void session.close();
        return;
      }
      const timer = setTimeout(() => {
        forget(key, entry);
        void session.close();
      }, options.idleMs);
      timer.unref();
      const entry: Idle = { session, settingsHash: hashOf(settings), timer };
      idle.set(key, [...entries, entry]);
    },
    async close() {
      closed = true;
      const sessions = [...idle.values()].flat();
      idle.clear();
      for (const entry of sessions) clearTimeout(entry.timer);
      await Promise.all(sessions.map((entry) => entry.session.close()));
    },
  };
}

/**
 * Runs `fn` on a session of `key`, connecting when none is idle or the settings changed. The session is kept only
 * when `fn` succeeds; after any error it is closed, because what is still under way on it is unknown.
 */
export async function withSession<T>(
  pool: SftpPool,
  key: string,
  settings: SftpSettings,
  fn: (session: SftpSession) => Promise<T>,
): Promise<T> {
  const session = await pool.take(key, settings);
  let result: T;
  try {
    result = await fn(session);
  } catch (error) {
    void session.close();
    throw error;
  }
  pool.giveBack(key, settings, session);
  return result;
}

/** Idle sessions remember a hash, never the credential. */
const hashOf = (settings: SftpSettings): string => createHash("sha256").update(JSON.stringify(settings)).digest("hex");
