import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Attachment, UploadRules } from "~/app/components/attachments/types";
import { database } from "~/db/client";
import { attachments } from "~/db/schema/conversation";
import { users } from "~/db/schema/people";
import type { Actor } from "~/workflows/actor";
import { checkFiles, mostFileBytes, type SentFile } from "~/workflows/attachments/check";
import { attachToRequest, removeAttachment } from "~/workflows/attachments/commands";
import { acceptedExtensions, allowedKinds } from "~/workflows/attachments/kind";

export const uploadRules: UploadRules = { accept: acceptedExtensions, kinds: allowedKinds, mostBytes: mostFileBytes };

/** The files of a form's field; none when nothing was chosen. */
export async function filesOf(form: FormData, name: string): Promise<SentFile[]> {
  const sent = form.getAll(name).filter((one): one is File => one instanceof File && one.name !== "");
  return Promise.all(sent.map(async (file) => ({ name: file.name, content: Buffer.from(await file.arrayBuffer()) })));
}

/** The files of the request itself, the oldest first. */
export const requestFiles = (requestId: string): Promise<Attachment[]> =>
  listed(and(eq(attachments.requestId, requestId), isNull(attachments.postId))).then((rows) =>
    rows.map(({ file }) => file),
  );

/** The files of posts, by post. */
export async function postFiles(postIds: string[]): Promise<Map<string, Attachment[]>> {
  const byPost = new Map<string, Attachment[]>();
  if (postIds.length === 0) return byPost;
  for (const { postId, file } of await listed(inArray(attachments.postId, postIds))) {
    byPost.set(postId ?? "", [...(byPost.get(postId ?? "") ?? []), file]);
  }
  return byPost;
}

async function listed(where: ReturnType<typeof and>) {
  const rows = await database()
    .select({ row: attachments, by: users.name })
    .from(attachments)
    .innerJoin(users, eq(users.id, attachments.addedBy))
    .where(where)
    .orderBy(asc(attachments.at), asc(attachments.id));
  return rows.map(({ row, by }) => ({
    postId: row.postId,
    file: {
      id: row.id,
      name: row.name,
      kind: row.name.split(".").at(-1)?.toUpperCase() ?? "",
      size: row.size,
      by,
      at: row.at.toISOString(),
      href: `/attachments/${row.id}`,
    },
  }));
}

/**
 * Does what a request's form says about its files: keeps those of `files` that may be kept, takes off the one named in
 * `detach`. Says what was not kept, and why; undefined when all went well.
 */
export async function changeFiles(actor: Actor, requestId: string, form: FormData): Promise<string | undefined> {
  const detach = form.get("detach");
  if (typeof detach === "string") await removeAttachment(actor, requestId, detach);
  const { good, problems } = checkFiles(await filesOf(form, "files"));
  if (good.length > 0) {
    const outcome = await attachToRequest(actor, requestId, good);
    if (outcome.kind === "refused") problems.push(outcome.message);
  }
  return problems.length > 0 ? problems.join(" ") : undefined;
}
