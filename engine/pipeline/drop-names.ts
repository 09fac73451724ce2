import { posix } from "node:path";
import { eq, sql } from "drizzle-orm";
import type { EndpointOver } from "~/db/endpoint-settings";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import { theseMessages } from "~/db/queries/these-messages";
import { messages } from "~/db/schema/messages";
import { businessCalendars, labCalendarId } from "~/db/schema/sla";
import { dropSequences, type SftpReach } from "~/db/schema/transports";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type NameFacts, nameFrom } from "~/engine/transports/sftp";
import type { Plan } from "./outcome";

/**
 * What dropped files are called where the far end's files follow a pattern. A message gets its name, and with it its
 * number in the folder, in one commit before its first try, and keeps it: every try is the same try. What never comes to a
 * try takes no number, so that the numbers of what was delivered have gaps only where a person gave a message up.
 */
type FilePlan = Plan & { endpoint: EndpointOver<"sftp" | "hosted-sftp"> };

/** The batch with the names its files have at the far end. */
export async function nameDrops(lease: Lease, plan: FilePlan, batch: readonly DueMessage[]): Promise<DueMessage[]> {
  const { reach } = plan.endpoint;
  // What may be there already keeps the name it was sent under.
  const nameless = batch.filter((message) => message.dropName === null && message.renameIntentAt === null);
  const pattern = reach.transport === "sftp" ? reach.dropNames : "";
  const given =
    pattern && reach.transport === "sftp" && nameless.length > 0
      ? await withTransaction(async (tx) => {
          await fence(tx, lease);
          return giveNames(tx, reach, pattern, plan.connection.facilityCode, nameless);
        })
      : new Map<string, string>();
  return batch.map((message) => ({ ...message, dropName: given.get(message.id) ?? message.dropName }));
}

async function giveNames(
  tx: Transaction,
  reach: SftpReach,
  pattern: string,
  connection: string,
  nameless: readonly DueMessage[],
): Promise<Map<string, string>> {
  const ids = nameless.map((message) => message.id);
  // The answer to an earlier commit may have been lost: then they have their names.
  const rows = await tx.db
    .select({ id: messages.id, name: messages.dropName })
    .from(messages)
    .where(theseMessages(ids))
    .for("update");
  const names = new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const])));
  const left = nameless.filter((message) => !names.has(message.id));
  if (left.length === 0) return names;
  const facts = { connection, at: new Date(), timeZone: await timeZoneOf(tx) };
  const last = await takeNumbers(tx, reach, left.length);
  const fresh = left.map(({ id, outboundName }, i) => {
    const all: NameFacts = { ...facts, name: outboundName, sequence: last - left.length + 1 + i };
    return { id, name: nameFrom(pattern, all) };
  });
  await tx.db.execute(sql`
    update ${messages} set drop_name = r.name from json_to_recordset(${JSON.stringify(fresh)}::json) as r(id text, name text)
    where ${messages.id} = r.id and ${theseMessages(left.map((message) => message.id))}`);
  for (const { id, name } of fresh) names.set(id, name);
  return names;
}

/** Takes the next numbers of a folder; returns the last of them. The folder's row is held to the end of this commit only. */
async function takeNumbers(tx: Transaction, reach: SftpReach, count: number): Promise<number> {
  const folder = `${reach.host}:${reach.port}:${reach.username} ${reach.dropDirectory}`;
  const [row] = await tx.db
    .insert(dropSequences)
    .values({ folder, last: count })
    .onConflictDoUpdate({ target: dropSequences.folder, set: { last: sql`${dropSequences.last} + ${count}` } })
    .returning({ last: dropSequences.last });
  return row?.last ?? count;
}

/** The lab's: a day in a name is a day there. */
async function timeZoneOf(tx: Transaction): Promise<string> {
  const [row] = await tx.db
    .select({ zone: businessCalendars.timeZone })
    .from(businessCalendars)
    .where(eq(businessCalendars.id, labCalendarId));
  return row?.zone ?? "UTC";
}

/** Where a message's file goes: its folder, its name there, and the folders that are made where they are missing. */
export function dropPlaceOf(
  dropDirectory: string,
  { outboundName, dropName }: DueMessage,
  makeFolders: boolean,
): { directory: string; name: string; makeFolders: string[] } {
  const [name = outboundName, ...above] = (dropName ?? outboundName).split("/").reverse();
  const parts = above.reverse();
  const folders = parts.map((_, i) => posix.join(dropDirectory, ...parts.slice(0, i + 1)));
  return { directory: folders.at(-1) ?? dropDirectory, name, makeFolders: makeFolders ? folders : [] };
}
