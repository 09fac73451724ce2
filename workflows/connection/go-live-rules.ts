import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "~/db/client";
import { settings } from "~/db/schema/operations";
import { type Writer, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

/** What the lab wants of every go-live. */
export const goLiveRulesSchema = z.object({
  /** Somebody asks, another person agrees; never the same. */
  secondPerson: z.boolean(),
  /** For how many hours after a go-live the connection is watched closely. */
  hypercareHours: z.coerce.number().int().min(1).max(336),
  /** While it is: a message that waits for longer than these minutes raises an alert. */
  waitMinutes: z.coerce.number().int().min(1).max(240),
  /** While it is: so many hours without an order or a result, in the lab's hours, raise an alert. */
  quietHours: z.coerce.number().int().min(1).max(72),
});
export type GoLiveRules = z.infer<typeof goLiveRulesSchema>;

const key = "goLive";
const usual: GoLiveRules = { secondPerson: false, hypercareHours: 72, waitMinutes: 10, quietHours: 4 };

/** The rules in force. */
export async function getGoLiveRules(db: Pick<Writer, "select"> = database()): Promise<GoLiveRules> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return { ...usual, ...(JSON.parse(row?.value ?? "{}") as Partial<GoLiveRules>) };
}

/** Changes the rules; go-lives that are planned are held to the new ones. */
export async function saveGoLiveRules(actor: Actor, rules: GoLiveRules): Promise<{ kind: "done" } | Refusal> {
  if (!may(actor, "goLive.manage")) return { kind: "forbidden" };
  const value = JSON.stringify(rules);
  await withTransaction(async (tx) => {
    await tx.db.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
    tx.audit({
      chain: "system",
      actor: actor.id,
      action: "goLive.rules",
      objectId: key,
      outcome: "done",
      meta: { ...rules },
    });
    tx.notify("connections");
  });
  return { kind: "done" };
}
