import { and, asc, eq, inArray } from "drizzle-orm";
import { database } from "~/db/client";
import { addressOf, type EndpointOver } from "~/db/endpoint-settings";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { configurationVersions, endpoints } from "~/db/schema/connections";
import { inboundFiles, messages } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { looksLikeJson } from "~/engine/json";
import { TransportError } from "~/engine/transports/transport-error";
import { acknowledgmentOf, togetherAs } from "./acknowledge";
import { type Files, foldersOf } from "./files-at";
import { sha256 } from "./hash";
import { recordHops } from "./record";
import { connectionsUsing } from "./setting";

/**
 * The answer owed for a file: one file `<its name>.ack` in the drop folder, an acknowledgment for each of its messages,
 * several as a batch; for JSON the receipts. It is written after the commit that stored the messages, from what that
 * commit recorded, so that every try writes the same bytes. Written twice, after a lost answer, it says the same twice.
 */
type FileEndpoint = EndpointOver<"sftp" | "hosted-sftp">;
type OwedFile = Pick<typeof inboundFiles.$inferSelect, "id" | "name" | "generation" | "receipts" | "storedAt">;
type OwedMessage = Pick<typeof messages.$inferSelect, "id" | "receivedAt" | "connectionId" | "raw">;
type Answered = { file: OwedFile; owed: OwedMessage[]; detail: string };
type Failed = { file: OwedFile; owed: OwedMessage[]; reason: string; final: boolean };

const suffix = ".ack";
const filesPerRun = 100;
/** Somebody is told when an answer could not be written for this long, in minutes. */
const alertAfterMinutes = 10;
/** After this long it is not tried any more. */
const deadlineHours = 24;

/** Whether an answer is owed for a file of this name. An answer is never answered. */
export const owesAnswer = ({ reach }: FileEndpoint, name: string): boolean => reach.ackFiles && !name.endsWith(suffix);

/** Writes the answers owed by now. Never throws for a far end that refuses them: what comes in is taken all the same. */
export async function writeAnswers(lease: Lease, endpoint: FileEndpoint, session: Files): Promise<void> {
  const folder = foldersOf(endpoint).drop;
  if (folder === null) return;
  const sources = await earlierSettings(endpoint);
  const answered: Answered[] = [];
  const failed: Failed[] = [];
  for (const file of await owedFiles(sources)) {
    const owed = await database()
      .select({
        id: messages.id,
        receivedAt: messages.receivedAt,
        connectionId: messages.connectionId,
        raw: messages.raw,
      })
      .from(messages)
      .where(pendingOf(sources, [file.id]))
      .orderBy(asc(messages.ordinal));
    const bytes = answerTo(file, owed);
    if (!bytes) {
      answered.push({ file, owed, detail: "No acknowledgment was asked for" });
      continue;
    }
    // A folder of the pickup becomes part of the name: the answers all lie in one folder.
    const called = file.name.replaceAll("/", ".");
    const name = file.generation === 1 ? called + suffix : `${called}.${file.generation}${suffix}`;
    const outcome = await write(session, folder, name, bytes);
    if (outcome === undefined) answered.push({ file, owed, detail: `Answered in ${name}` });
    else failed.push({ file, owed, ...outcome });
    if (!session.alive) break;
  }
  await record(lease, endpoint, sources, answered, failed);
}

const pendingOf = (sources: readonly string[], fileIds: readonly string[]) =>
  and(
    eq(messages.ack, "pending"),
    inArray(messages.sourceEndpointId, [...sources]),
    inArray(messages.fileId, [...fileIds]),
  );

/** The endpoint and those its settings were before, at the same far end: what was taken under them is owed as well. */
async function earlierSettings(endpoint: FileEndpoint): Promise<string[]> {
  const used = endpoint.side === "emr" ? configurationVersions.emrEndpointId : configurationVersions.lisEndpointId;
  const using = await connectionsUsing(endpoint);
  const rows = await database()
    .selectDistinctOn([endpoints.id])
    .from(endpoints)
    .innerJoin(configurationVersions, eq(used, endpoints.id))
    .where(inArray(configurationVersions.connectionId, using));
  const place = addressOf(endpoint.reach);
  const same = rows.filter((row) => addressOf(row.endpoints.reach) === place).map((row) => row.endpoints.id);
  return [...new Set([endpoint.id, ...same])];
}

async function owedFiles(sources: readonly string[]): Promise<OwedFile[]> {
  const { id, name, generation, receipts, storedAt } = inboundFiles;
  const owing = database()
    .select({ id: messages.fileId })
    .from(messages)
    .where(and(eq(messages.ack, "pending"), inArray(messages.sourceEndpointId, [...sources])));
  return database()
    .select({ id, name, generation, receipts, storedAt })
    .from(inboundFiles)
    .where(inArray(id, owing))
    .orderBy(asc(storedAt), asc(name))
    .limit(filesPerRun);
}

function answerTo({ receipts, storedAt }: OwedFile, owed: readonly OwedMessage[]): Buffer | undefined {
  const at = storedAt ?? new Date(0);
  const told = owed.flatMap((message) => {
    const receipt = receipts?.find((one) => one.messageId === message.id);
    return receipt ? [{ receipt, raw: message.raw }] : [];
  });
  const [first] = told;
  if (first && looksLikeJson(first.raw)) {
    const body = { receivedAt: at.toISOString(), messages: told.map(({ receipt }) => receipt) };
    return Buffer.from(`${JSON.stringify(body, null, 2)}\n`);
  }
  return togetherAs(
    told.flatMap(({ receipt, raw }) => acknowledgmentOf(raw, receipt, at) ?? []),
    at,
  );
}

/** Undefined when it is there. */
async function write(
  session: Files,
  folder: string,
  name: string,
  bytes: Buffer,
): Promise<{ reason: string; final: boolean } | undefined> {
  try {
    // Nothing has to be known about a try that was cut: the next one writes the same.
    const file = { name, bytes, sha256: sha256(bytes), epoch: 0 };
    const result = await session.drop(folder, file, { beforeRename: async () => undefined });
    return result.kind === "conflict" ? { reason: result.why, final: true } : undefined;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { reason: error.message, final: false };
  }
}

/** Stores how it went, in one commit. */
async function record(
  lease: Lease,
  endpoint: FileEndpoint,
  sources: readonly string[],
  answered: readonly Answered[],
  failed: readonly Failed[],
): Promise<void> {
  if (answered.length + failed.length === 0) return;
  const ageOf = ({ file }: Failed) => Date.now() - (file.storedAt?.getTime() ?? 0);
  const over = failed.filter((one) => one.final || ageOf(one) > deadlineHours * 3_600_000);
  const late = failed.find((one) => over.includes(one) || ageOf(one) > alertAfterMinutes * 60_000);
  if (answered.length + over.length === 0 && !late) return;
  const key = `ack/${endpoint.id}`;
  const connectionId = endpoint.side === "emr" ? ((await connectionsUsing(endpoint))[0] ?? null) : null;
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    const mark = async (list: readonly { file: OwedFile }[], ack: "delivered" | "undelivered") => {
      if (list.length === 0) return;
      const fileIds = list.map((one) => one.file.id);
      await tx.db.update(messages).set({ ack }).where(pendingOf(sources, fileIds));
    };
    await mark(answered, "delivered");
    await mark(over, "undelivered");
    const hopsOf = (owed: readonly OwedMessage[], ok: boolean, detail: string) =>
      owed.map(({ id, receivedAt, connectionId }) => ({
        messageId: id,
        receivedAt,
        connectionId,
        hop: "acknowledged" as const,
        ok,
        detail,
      }));
    await recordHops(tx, [
      ...answered.flatMap((one) => hopsOf(one.owed, true, one.detail)),
      ...over.flatMap((one) => hopsOf(one.owed, false, `The acknowledgment could not be written: ${one.reason}`)),
    ]);
    if (late) {
      await raiseAlert(tx, {
        key,
        kind: "endpoint",
        severity: "warn",
        connectionId,
        title: `${endpoint.name} gets no acknowledgments`,
        detail: `${late.reason} The messages themselves are taken; only their sender is not told. Look at the drop folder and its rights.`,
      });
    } else if (failed.length === 0) await resolveAlerts(tx, [key]);
    tx.notify("messages");
  });
}
