import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { settings } from "~/db/schema/operations";
import { setSecretKey } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { type Config, ConfigError } from "./config";

/** The installation's key from the environment, or from the data folder, where it is made the first time (mode 0600). */
export function loadSecretKey(config: Config): string {
  if (config.secretKey) return config.secretKey;
  const file = join(config.dataDirectory, "secret-key");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}

/** Sets the key and refuses one that is not the one this database was sealed with. */
export async function adoptSecretKey(key: string): Promise<void> {
  const id = setSecretKey(Buffer.from(key, "base64"));
  const [known] = await database().select().from(settings).where(eq(settings.key, "secret-key-id"));
  if (!known) {
    await withTransaction(async (tx) => {
      await tx.db.insert(settings).values({ key: "secret-key-id", value: id }).onConflictDoNothing();
    });
  } else if (known.value !== id) {
    throw new ConfigError("GATEHOUSE_SECRET_KEY is not the key the stored credentials were sealed with.");
  }
}
