import { and, desc, eq, isNull } from "drizzle-orm";
import { connections, testRuns } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { toDos } from "~/db/schema/set-up";
import { type Writer, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import type { Actor } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { addressesOf } from "../lab";
import { may } from "../policy";
import * as letters from "./letters";
import { raiseToDo } from "./to-dos";

/** Whether a practice can ask for go-live now; `asked`: since when the lab has it on its list. */
export type GoLiveAsk = { kind: "possible"; run: number } | { kind: "asked"; at: Date } | { kind: "not-yet" };

/** What can be asked of a connection: its newest run passed with the configuration in force, and nothing is asked yet. */
export async function goLiveAsk(row: ConnectionRow, db: Pick<Writer, "select">): Promise<GoLiveAsk> {
  if (row.state !== "testing" && row.state !== "ready") return { kind: "not-yet" };
  const [open] = await db
    .select({ at: toDos.createdAt })
    .from(toDos)
    .where(and(eq(toDos.connectionId, row.id), eq(toDos.topic, "go-live"), isNull(toDos.doneAt)));
  if (open) return { kind: "asked", at: open.at };
  const [newest] = await db
    .select()
    .from(testRuns)
    .where(eq(testRuns.connectionId, row.id))
    .orderBy(desc(testRuns.number))
    .limit(1);
  const passed = newest?.state === "passed" && newest.configurationVersion === row.configurationVersion;
  return passed ? { kind: "possible", run: newest.number } : { kind: "not-yet" };
}

/** Tells the lab, by mail and on its list, that the practice has tested and would like to start. Once, until that is done. */
export async function askForGoLive(actor: Actor, id: string): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    if (actor.kind !== "person" || !row || !may(actor, "connection.askGoLive", row)) return { kind: "not-found" };
    const ask = await goLiveAsk(row, tx.db);
    if (ask.kind === "not-yet") {
      const message = "Run a test first: go-live can be asked for when the newest one has passed.";
      return { kind: "refused", code: "not-tested", message };
    }
    if (ask.kind === "asked") return { kind: "refused", code: "asked", message: "The lab has been asked already." };
    const [practice] = await tx.db.select().from(practices).where(eq(practices.id, row.practiceId));
    const name = practice?.name ?? "The practice";
    await raiseToDo(tx, id, { topic: "go-live", what: `Plan the go-live: ${name} asks for it`, createdBy: actor.id });
    tx.audit({ chain: id, actor: actor.id, action: "connection.askGoLive", objectId: id, outcome: "done" });
    tx.notify(`practice:${row.practiceId}`);
    const letter = letters.goLiveWanted(row, name, actor.name, ask.run);
    await queueMail(tx, await addressesOf(tx.db, "engineer"), `goLive.ask ${id}`, letter);
    return { kind: "done" };
  });
}
