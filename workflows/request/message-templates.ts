import { asc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { messageTemplates, type TemplateUse } from "~/db/schema/approvals";
import { withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

export type MessageTemplate = Pick<typeof messageTemplates.$inferSelect, "id" | "use" | "name" | "text">;

const { id, use, name, text } = messageTemplates;

/** The words Sales keeps, by what they are for and by name. */
export const listMessageTemplates = (): Promise<MessageTemplate[]> =>
  database().select({ id, use, name, text }).from(messageTemplates).orderBy(asc(use), asc(name)).limit(100);

/** Changes a template's name and text, or adds one for `use` where `id` is null. */
export async function saveMessageTemplate(
  actor: Actor,
  template: { id: string | null; use: TemplateUse; name: string; text: string },
): Promise<{ kind: "done" } | Refusal> {
  if (!may(actor, "messageTemplate.edit")) return { kind: "forbidden" };
  return withTransaction(async (tx) => {
    const { id: known, ...words } = template;
    const values = { ...words, updatedAt: new Date() };
    const [saved] = known
      ? await tx.db.update(messageTemplates).set(values).where(eq(id, known)).returning({ id })
      : await tx.db
          .insert(messageTemplates)
          .values({ id: newId("tpl"), ...values })
          .returning({ id });
    if (!saved) return { kind: "not-found" };
    const [action, objectId] = ["messageTemplate.save", saved.id];
    tx.audit({ chain: "system", actor: actor.id, action, objectId, outcome: "done" });
    return { kind: "done" };
  });
}

/** Removes a template; what was written with it stays. */
export async function removeMessageTemplate(actor: Actor, templateId: string): Promise<{ kind: "done" } | Refusal> {
  if (!may(actor, "messageTemplate.edit")) return { kind: "forbidden" };
  return withTransaction(async (tx) => {
    const [gone] = await tx.db.delete(messageTemplates).where(eq(id, templateId)).returning({ id });
    if (!gone) return { kind: "not-found" };
    const action = "messageTemplate.remove";
    tx.audit({ chain: "system", actor: actor.id, action, objectId: gone.id, outcome: "done" });
    return { kind: "done" };
  });
}
