import { and, count, eq, gt, inArray, sql } from "drizzle-orm";
import { database } from "../client";
import { posts, readMarks } from "../schema/conversation";

/** How many posts of others somebody has not read yet, by request; requests without any are left out. */
export async function unreadPosts(
  userId: string,
  requestIds: readonly string[],
  { notes }: { notes: boolean },
): Promise<Map<string, number>> {
  if (requestIds.length === 0) return new Map();
  const rows = await database()
    .select({ requestId: posts.requestId, unread: count() })
    .from(posts)
    .leftJoin(readMarks, and(eq(readMarks.requestId, posts.requestId), eq(readMarks.userId, userId)))
    .where(
      and(
        inArray(posts.requestId, [...requestIds]),
        sql`${posts.authorId} is distinct from ${userId}`,
        gt(posts.seq, sql`coalesce(${readMarks.seq}, 0)`),
        notes ? undefined : eq(posts.internal, false),
      ),
    )
    .groupBy(posts.requestId);
  return new Map(rows.map((row) => [row.requestId, row.unread]));
}
