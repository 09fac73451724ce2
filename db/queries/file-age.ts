import { eq, sql } from "drizzle-orm";
import { database } from "../client";
import { inboundFiles } from "../schema/messages";

/** How long ago a file was first seen in this generation, in seconds on the database's clock. */
export async function fileAge({ id }: { id: string }): Promise<number> {
  const [found] = await database()
    .select({ age: sql<number>`extract(epoch from now() - ${inboundFiles.seenAt})::float8` })
    .from(inboundFiles)
    .where(eq(inboundFiles.id, id));
  return found?.age ?? 0;
}
