import type { EndpointOver } from "~/db/endpoint-settings";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import { withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import { signNameOf } from "~/engine/transports/sftp";
import { TransportError } from "~/engine/transports/transport-error";
import { dropPlaceOf, nameDrops } from "./drop-names";
import { type Files, foldersOf, withFiles } from "./files-at";
import { writeIntent } from "./intent";
import type { Means } from "./means";
import { failureOf, noAddress, type Outcome, type Plan } from "./outcome";
import { type NewHop, recordHops } from "./record";

/** The far end may have taken the file before its answer was lost; only its people can tell. */
const inDoubtReason =
  "The answer to the last try was lost, and the file is no longer there: the far end probably took it. Ask there before sending it again.";
const sentAgain = "The answer to the last try was lost, and the file is gone: sent again under the same name";
/** Files being written at once; servers limit how many may be open. */
const writesAtOnce = 16;
/** Sends what is due. All files are written first, then one commit says that they are about to be seen, then they are. */
export async function sendFiles(
  lease: Lease,
  plan: Plan & { endpoint: EndpointOver<"sftp" | "hosted-sftp"> },
  batch: readonly DueMessage[],
  means: Means,
  through: (files: Files) => Files = (files) => files,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const intents = intentsOf(lease, plan, batch.length);
  try {
    await failpoint("O3");
    await withFiles(means, plan.endpoint, async (whole) => {
      const session = through(whole);
      const rest = (await nameDrops(lease, plan, batch)).values();
      const running: Promise<void>[] = [];
      const writeOn = async () => {
        for (const message of rest) {
          // The place is free for the next file as soon as this one is written; the rename waits for all.
          await new Promise<void>((written) => {
            const intend = (inDoubt: boolean) => {
              written();
              return intents.commit(message, inDoubt);
            };
            const sent = sendOne(session, plan, message, lease, intend)
              .then((outcome) => void outcomes.set(message.id, outcome))
              .finally(() => {
                intents.done(message.id);
                written();
              });
            sent.catch(() => undefined);
            running.push(sent);
          });
        }
      };
      await Promise.all(Array.from({ length: writesAtOnce }, writeOn));
      await Promise.all(running);
      if (!session.alive) throw new TransportError("transient", "connection-lost", "The connection was lost.");
    });
  } catch (error) {
    const failure = unknownOf(error);
    for (const message of batch) if (!outcomes.has(message.id)) outcomes.set(message.id, failure);
  }
  return outcomes;
}

async function sendOne(
  session: Files,
  plan: Parameters<typeof sendFiles>[1],
  message: DueMessage,
  { epoch, unfinished }: Lease,
  commitIntent: (inDoubt: boolean) => Promise<void>,
): Promise<Outcome> {
  const { reach } = plan.endpoint;
  const overSftp = reach.transport === "sftp" ? reach : undefined;
  const dropDirectory = foldersOf(plan.endpoint).drop;
  if (dropDirectory === null) return noAddress(plan.endpoint.name);
  const { directory, name, makeFolders } = dropPlaceOf(dropDirectory, message, overSftp?.makeFolders ?? false);
  const sign = overSftp?.dropSign ? signNameOf(overSftp.dropSign, name) : undefined;
  const file = {
    name,
    bytes: message.outbound,
    sha256: message.outboundSha256,
    epoch,
    messageId: message.id,
    makeFolders,
    sign,
    // A run that died left no word of what it was writing; each run's epoch is the one before, plus one.
    earlierEpochs: [
      ...(message.deliveryEpoch === null ? [] : [message.deliveryEpoch]),
      ...Array.from({ length: Math.min(unfinished, epoch) }, (_, i) => epoch - 1 - i),
    ],
  };
  let intended = false;
  try {
    let inDoubt = false;
    if (message.renameIntentAt) {
      const found = await session.recoverDrop(directory, { ...file, epoch: message.deliveryEpoch ?? epoch });
      if (found.kind === "delivered")
        return { kind: "delivered", detail: `${plan.endpoint.name}, found there after a lost answer` };
      if (found.kind === "conflict") return { kind: "dead", code: "name-conflict", reason: found.why };
      inDoubt = found.kind === "in-doubt";
      if (inDoubt && overSftp?.inDoubt === "hold") {
        return { kind: "held", code: "in-doubt", reason: inDoubtReason };
      }
    }
    const beforeRename = async () => {
      await commitIntent(inDoubt);
      intended = true;
    };
    const result = await session.drop(directory, file, { beforeRename });
    if (result.kind === "conflict") return { kind: "dead", code: "name-conflict", reason: result.why };
    const words = [
      message.dropName === null ? plan.endpoint.name : `${plan.endpoint.name} as ${message.dropName}`,
      result.kind === "already-there"
        ? "was already there"
        : result.compared === "hash"
          ? "read back, the same"
          : "size checked",
      ...(result.kind === "dropped" && result.movedAway ? ["taken at once"] : []),
    ];
    return { kind: "delivered", detail: words.join(", ") };
  } catch (error) {
    return intended ? failureOf(error) : unknownOf(error);
  }
}

/** A failure before the rename of this try, which says nothing about the tries before it. */
function unknownOf(error: unknown): Outcome {
  const { unsent: _, ...failure } = failureOf(error);
  return failure;
}

/**
 * Commits, once every message of the batch has either come here or ended, that those which came are about to be renamed.
 * What may arrive a second time is on record before it does.
 */
function intentsOf(lease: Lease, plan: Plan, count: number) {
  const intended: { message: DueMessage; inDoubt: boolean }[] = [];
  const seen = new Set<string>();
  const about = { connectionId: plan.connection.id };
  let release: { commit(): void; fail(error: unknown): void };
  const committed = new Promise<void>((commit, fail) => {
    release = { commit, fail };
  });
  committed.catch(() => undefined);
  const arrived = (id: string) => {
    if (seen.has(id)) return;
    seen.add(id);
    if (seen.size < count || intended.length === 0) return;
    withTransaction(async (tx) => {
      await fence(tx, lease);
      await failpoint("intent");
      await writeIntent(
        tx,
        lease,
        plan,
        intended.map(({ message }) => message.id),
      );
      await recordHops(
        tx,
        intended.flatMap(({ message: { id, receivedAt }, inDoubt }): NewHop[] =>
          inDoubt ? [{ ...about, messageId: id, receivedAt, hop: "retried", ok: false, detail: sentAgain }] : [],
        ),
      );
    }).then(release.commit, release.fail);
  };
  return {
    commit(message: DueMessage, inDoubt: boolean): Promise<void> {
      intended.push({ message, inDoubt });
      arrived(message.id);
      return committed;
    },
    done: arrived,
  };
}
