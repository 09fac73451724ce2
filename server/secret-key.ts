import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { settings } from "~/db/schema/operations";
import { countSealed } from "~/db/sealed-columns";
import { secretKeyIds, setSecretKey } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { type Config, ConfigError } from "./config";
import { readKeyList } from "./key-list";

/** Where the key is kept when the environment holds none. */
export const keyFile = (dataDirectory: string): string => join(dataDirectory, "secret-key");

/** The installation's keys from the environment, or from the data folder, where one is made the first time (mode 0600). */
export function loadSecretKey(config: Config): string {
  if (config.secretKey) return config.secretKey;
  const file = keyFile(config.dataDirectory);
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}

const settingKey = "secret-key-id";

/** Sets the process's keys, and refuses to go on without one that stored values need. */
export async function setKeysOf(list: string): Promise<void> {
  const read = readKeyList(list);
  if (read.kind === "wrong") throw new ConfigError(`GATEHOUSE_SECRET_KEY must be ${read.problem}.`);
  const [newest, ...older] = read.keys;
  const ids = setSecretKey(newest, ...older);
  const missing = [...new Set((await countSealed()).map((one) => one.keyId))].filter((id) => !ids.includes(id));
  if (missing.length > 0) {
    const which = missing.length === 1 ? `key ${missing[0]}` : `the keys ${missing.join(", ")}`;
    throw new ConfigError(
      `Stored credentials were sealed with ${which}, which GATEHOUSE_SECRET_KEY does not hold. Put it behind the newest key and start again.`,
    );
  }
}

/** As {@link setKeysOf}, for what goes on running: its newest key seals from now on, which is written down once. */
export async function adoptSecretKey(list: string): Promise<void> {
  await setKeysOf(list);
  const [id = ""] = secretKeyIds();
  if ((await adoptedKeys()).includes(id)) return;
  await withTransaction(async (tx) => {
    await tx.db.insert(settings).values({ key: settingKey, value: id }).onConflictDoNothing();
    const [row] = await tx.db.select().from(settings).where(eq(settings.key, settingKey)).for("update");
    const earlier = row?.value.split(",") ?? [];
    if (earlier.includes(id)) return;
    await tx.db
      .update(settings)
      .set({ value: [...earlier, id].join(",") })
      .where(eq(settings.key, settingKey));
    tx.audit({ chain: "system", actor: "operator", action: "key.adopt", objectId: id, outcome: "done" });
  });
}

/** The ids of the keys that processes which go on running have sealed with. */
export async function adoptedKeys(): Promise<string[]> {
  const [known] = await database().select().from(settings).where(eq(settings.key, settingKey));
  return known?.value.split(",") ?? [];
}
