import { posix } from "node:path";
import { and, eq, sql } from "drizzle-orm";
import type { EndpointOver } from "~/db/endpoint-settings";
import { type ArchivedFile, archivedFiles, daysToCompare } from "~/db/queries/archived-files";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { archiveChecks } from "~/db/schema/ledger";
import { withTransaction } from "~/db/transaction";
import type { Files } from "./files-at";

/**
 * Compares a far end's archive with our record: each file we moved there on a day is looked for under its name, with the
 * size it had. Done for a day about once an hour while it lasts and once when it is over, on the session of a pickup.
 */
const looksAtOnce = 16;
const namedAtMost = 100;
const namedInAlert = 5;
/** When this process last asked whether a comparison is due, by endpoint; asking is one query. */
const asked = new Map<string, number>();
const askEveryMs = 600_000;

/** Compares what is due. Never asks the far end for more than the files our record names. */
export async function followArchive(
  lease: Lease,
  endpoint: EndpointOver<"sftp" | "hosted-sftp">,
  session: Files,
): Promise<void> {
  const { reach } = endpoint;
  if (reach.transport !== "sftp" || reach.archiveDirectory === null) return;
  const last = asked.get(endpoint.id);
  if (last !== undefined && performance.now() - last < askEveryMs) return;
  asked.set(endpoint.id, performance.now());
  for (const day of await daysToCompare(endpoint.id)) {
    await compareArchive(lease, endpoint, session, reach.archiveDirectory, day);
  }
}

/** Compares one day and keeps what was seen. */
export async function compareArchive(
  lease: Lease,
  endpoint: Pick<EndpointOver<"sftp">, "id" | "name">,
  session: Pick<Files, "stat">,
  archive: string,
  { day, timeZone }: { day: string; timeZone: string },
): Promise<void> {
  const recorded = await archivedFiles(endpoint.id, day, timeZone);
  const missing: string[] = [];
  const rest = recorded.values();
  const lookOn = async () => {
    for (const file of rest) if (!(await isThere(session, archive, file))) missing.push(file.name);
  };
  await Promise.all(Array.from({ length: looksAtOnce }, lookOn));
  missing.sort();
  const check = {
    recorded: recorded.length,
    present: recorded.length - missing.length,
    missing: missing.slice(0, namedAtMost),
  };
  const key = `archive/${endpoint.id}`;
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await tx.db
      .insert(archiveChecks)
      .values({ endpointId: endpoint.id, day, ...check })
      .onConflictDoUpdate({
        target: [archiveChecks.endpointId, archiveChecks.day],
        set: { ...check, checkedAt: sql`now()` },
      });
    if (missing.length === 0) {
      const [still] = await tx.db
        .select({ day: archiveChecks.day })
        .from(archiveChecks)
        .where(
          and(eq(archiveChecks.endpointId, endpoint.id), sql`${archiveChecks.present} < ${archiveChecks.recorded}`),
        )
        .limit(1);
      if (!still) await resolveAlerts(tx, [key]);
      return;
    }
    await raiseAlert(tx, {
      key,
      kind: "ledger",
      severity: "warn",
      connectionId: null,
      title: `Files are missing in the archive of ${endpoint.name}`,
      detail: `${missing.length} of ${recorded.length} files archived on ${day} are not there as they were: ${listed(missing)}. Their messages are kept here; ask who tidies that folder.`,
    });
  });
}

async function isThere(session: Pick<Files, "stat">, archive: string, { name, size }: ArchivedFile): Promise<boolean> {
  const found = await session.stat(posix.join(archive, posix.dirname(name)), posix.basename(name));
  return found !== undefined && (found.size === null || size < 0 || found.size === size);
}

const listed = (names: readonly string[]) =>
  names.slice(0, namedInAlert).join(", ") + (names.length > namedInAlert ? " and others" : "");
