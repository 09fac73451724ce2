/** In which format and by which way an EMR is told of the compendium. */
import { and, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { connections } from "~/db/schema/connections";
import { syncFormats, syncProfiles, syncWays } from "~/db/schema/sync";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { may } from "../policy";
import { isUpdateColumn } from "./table";

export type SyncProfile = typeof syncProfiles.$inferSelect;

export const profileSchema = z
  .object({
    format: z.enum(syncFormats, { error: "Choose a format." }),
    way: z.enum(syncWays, { error: "Choose a way." }),
    columns: z
      .string()
      .trim()
      .transform((text) => text.split(/[\s,;]+/).filter(Boolean))
      .refine((keys) => keys.every(isUpdateColumn), "One of the columns is not known.")
      .refine((keys) => new Set(keys).size === keys.length, "A column stands twice.")
      .transform((keys) => (keys.length > 0 ? keys : null)),
    whole: z.stringbool().default(false),
    withPrices: z.stringbool().default(false),
    contact: z.union([z.literal(""), z.email("An address such as name@vendor.example.")]),
    dueDays: z.coerce
      .number({ error: "A number of days." })
      .int()
      .min(1, "At least 1 day.")
      .max(90, "At most 90 days."),
  })
  .refine(({ way, contact }) => way === "endpoint" || contact !== "", {
    path: ["contact"],
    message: "Somebody has to get the link.",
  });
export type ProfileForm = z.output<typeof profileSchema>;

/** What a connection starts with: files over its own transport, else a link. */
const startOf = ({ transport }: Pick<ConnectionRow, "transport">): Pick<SyncProfile, "format" | "way"> =>
  transport === "sftp" ? { format: "mfn", way: "endpoint" } : { format: "json", way: "endpoint" };

/** The profile of a connection, made when there is none. */
export async function ensureProfile(tx: Transaction, row: Pick<ConnectionRow, "id" | "transport">): Promise<void> {
  await tx.db
    .insert(syncProfiles)
    .values({ connectionId: row.id, ...startOf(row) })
    .onConflictDoNothing();
}

/** Connections that orders may come from get a profile where they have none. */
export async function adoptConnections(tx: Transaction): Promise<void> {
  const rows = await tx.db
    .select({ id: connections.id, transport: connections.transport })
    .from(connections)
    .leftJoin(syncProfiles, eq(syncProfiles.connectionId, connections.id))
    .where(and(inArray(connections.state, ["ready", "live", "paused"]), isNull(syncProfiles.connectionId)));
  if (rows.length === 0) return;
  await tx.db
    .insert(syncProfiles)
    .values(rows.map((row) => ({ connectionId: row.id, ...startOf(row) })))
    .onConflictDoNothing();
}

/** Keeps how an EMR is told. What was made already goes as it was made. */
export async function saveProfile(
  actor: Actor,
  connectionId: string,
  form: ProfileForm,
): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, connectionId));
    if (!row) return { kind: "not-found" };
    if (!may(actor, "sync.manage", row)) return { kind: "forbidden" };
    const values = { ...form, changedBy: personId(actor), changedAt: new Date() };
    await tx.db
      .insert(syncProfiles)
      .values({ connectionId, ...values })
      .onConflictDoUpdate({ target: syncProfiles.connectionId, set: values });
    tx.audit({
      chain: connectionId,
      actor: actor.id,
      action: "sync.profile",
      objectId: connectionId,
      outcome: "done",
      meta: {
        format: form.format,
        way: form.way,
        whole: form.whole,
        withPrices: form.withPrices,
        dueDays: form.dueDays,
      },
    });
    tx.notify("syncs", `connection:${connectionId}`);
    return { kind: "done" };
  });
}
