import { createHash } from "node:crypto";
import { TransportError } from "../transport-error";
import { connectSftp } from "./connect";
import type { SftpDeadlines, SftpSession, SftpSettings } from "./contract";
import { createSessionLimit } from "./session-limit";

type Idle = { session: SftpSession; settingsHash: string; place: string; timer: NodeJS.Timeout };

/** Keeps idle sessions for reuse: connecting and authenticating cost far more than a small transfer. */
export interface SftpPool {
  readonly idleCount: number;
  /** Closes every idle session; sessions in use are closed when they come back, and who waits for one is refused. */
  close(): Promise<void>;
  /** @internal */ take(key: string, settings: SftpSettings): Promise<SftpSession>;
  /** @internal */ giveBack(key: string, settings: SftpSettings, session: SftpSession): void;
  /** @internal */ discard(settings: SftpSettings, session: SftpSession): void;
}

/**
 * `idleMs`: how long an unused session is kept. `idlePerKey`: how many of them, default 2. `addressOf`: the address to
 * connect to for a host, asked for each new session; its refusal is thrown. Where `maxSessions` are open for one user of a
 * server, whoever the key, the next one waits until one ends or is free.
 */
export function createSftpPool(options: {
  idleMs: number;
  idlePerKey?: number;
  deadlines: SftpDeadlines;
  addressOf?: (host: string) => Promise<string>;
}): SftpPool {
  const idle = new Map<string, Idle[]>();
  const limit = createSessionLimit();
  const perKey = options.idlePerKey ?? 2;
  let closed = false;

  const forget = (key: string, entry: Idle) => {
    clearTimeout(entry.timer);
    const left = (idle.get(key) ?? []).filter((other) => other !== entry);
    if (left.length > 0) idle.set(key, left);
    else idle.delete(key);
  };
  // A session counts until it has really ended: servers count like that.
  const end = (place: string, session: SftpSession) => session.close().finally(() => limit.leave(place));

  const takeIdle = (key: string, settingsHash: string): SftpSession | undefined => {
    for (const entry of [...(idle.get(key) ?? [])].reverse()) {
      forget(key, entry);
      if (entry.session.alive && entry.settingsHash === settingsHash) return entry.session;
      void end(entry.place, entry.session);
    }
    return undefined;
  };
  /** Another's idle session at the same place makes room. */
  const closeIdleAt = (place: string) => {
    for (const [key, entries] of idle) {
      const entry = entries.find((one) => one.place === place);
      if (!entry) continue;
      forget(key, entry);
      void end(place, entry.session);
      return;
    }
  };
  const connect = async (place: string, settings: SftpSettings): Promise<SftpSession> => {
    try {
      const address = await options.addressOf?.(settings.host);
      return await connectSftp({ ...settings, ...(address && { address }) }, options.deadlines);
    } catch (error) {
      limit.leave(place);
      throw error;
    }
  };

  return {
    get idleCount() {
      return [...idle.values()].reduce((sum, entries) => sum + entries.length, 0);
    },
    async take(key, settings) {
      const place = placeOf(settings);
      const settingsHash = hashOf(settings);
      for (;;) {
        const kept = takeIdle(key, settingsHash);
        if (kept) return kept;
        if (limit.enter(place, settings.maxSessions)) return connect(place, settings);
        if (closed) throw new TransportError("transient", "server-busy", `Every session at ${place} is in use.`);
        const change = limit.change(place);
        closeIdleAt(place);
        await change;
      }
    },
    giveBack(key, settings, session) {
      const place = placeOf(settings);
      const entries = idle.get(key) ?? [];
      const keeps = settings.keepSession !== false && options.idleMs > 0 && entries.length < perKey;
      if (closed || !session.alive || !keeps) {
        void end(place, session);
        return;
      }
      const timer = setTimeout(() => {
        forget(key, entry);
        void end(place, session);
      }, options.idleMs);
      timer.unref();
      const entry: Idle = { session, settingsHash: hashOf(settings), place, timer };
      idle.set(key, [...entries, entry]);
      limit.changed(place);
    },
    discard(settings, session) {
      void end(placeOf(settings), session);
    },
    async close() {
      closed = true;
      const sessions = [...idle.values()].flat();
      idle.clear();
      for (const entry of sessions) clearTimeout(entry.timer);
      limit.wakeAll();
      await Promise.all(sessions.map((entry) => end(entry.place, entry.session)));
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
    pool.discard(settings, session);
    throw error;
  }
  pool.giveBack(key, settings, session);
  return result;
}

/** For whom a server counts sessions. */
const placeOf = ({ host, port, username }: SftpSettings): string => `${host}:${port}:${username}`;

/** Idle sessions remember a hash, never the credential. */
const hashOf = (settings: SftpSettings): string => createHash("sha256").update(JSON.stringify(settings)).digest("hex");
