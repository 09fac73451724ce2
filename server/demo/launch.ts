import { asc, desc, eq, inArray } from "drizzle-orm";
import { placeSandboxOrder, sandboxEndpoint } from "~/app/server/sandbox.server";
import { database } from "~/db/client";
import { connections, testRuns } from "~/db/schema/connections";
import { practices, users } from "~/db/schema/people";
import type { SandboxPorts } from "~/engine/sandbox";
import type { Actor } from "~/workflows/actor";
import { saveCodeMap } from "~/workflows/connection/commands";
import { checkEndpoint, lookUpHostKey, pinHostKey, saveEndpoint } from "~/workflows/connection/endpoints";
import { goLive } from "~/workflows/connection/go-live";
import { sendOrderMenu } from "~/workflows/connection/order-menu";
import { signOff, summaryHash } from "~/workflows/connection/sign-off";
import { startTestRun } from "~/workflows/connection/test-runs";
import type { ConnectionRow } from "~/workflows/dispatch";
import { errorWords, type Log } from "../log";
import { waitUntil } from "./browser";
import { actorOf } from "./requests";

const launched = ["Bayberry Women’s Health", "Aspen Row Dermatology"];

/**
 * Takes some of the demo's practices from approved to live, one after the other, with the commands and proofs every
 * connection needs: real SFTP, a real test run, seven green items. What fails stays where it stopped, to be seen.
 */
export async function launchDemo(sandbox: SandboxPorts, log: Log): Promise<void> {
  const db = database();
  const [[engineer], waiting] = await Promise.all([
    db.select().from(users).where(eq(users.email, "engineer@demo.example")),
    db
      .select({ connection: connections, signer: users })
      .from(connections)
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .innerJoin(users, eq(users.practiceId, practices.id))
      .where(inArray(practices.name, launched))
      .orderBy(asc(users.email)),
  ]);
  if (!engineer) return;
  for (const { connection, signer } of waiting) {
    try {
      await launch(sandbox, connection, actorOf(engineer), actorOf(signer));
    } catch (error) {
      log("warn", "a demo connection did not get live", { connection: connection.id, error: errorWords(error) });
    }
  }
}

async function launch(sandbox: SandboxPorts, row: ConnectionRow, engineer: Actor, signer: Actor): Promise<void> {
  await must("settings", saveEndpoint(engineer, row.id, "emr", sandboxEndpoint(sandbox, row)));
  for (const side of ["emr", "lis"] as const) {
    const found = await lookUpHostKey(engineer, row.id, side);
    if (found.kind !== "found") throw new Error(`The ${side} server showed no key.`);
    await must("host key", pinHostKey(engineer, row.id, side, found.key.sha256));
    await must("check", checkEndpoint(engineer, row.id, side));
  }
  const codes = [...row.offeredTests, ...row.offeredPanels];
  await must(
    "code map",
    saveCodeMap(
      engineer,
      row.id,
      codes.map((code) => ({ labCode: code, emrCode: code })),
    ),
  );
  await must("test run", startTestRun(engineer, row.id));
  await must("test order", placeSandboxOrder(sandbox, engineer, await reread(row)));
  const run = await waitUntil(120_000, async () => {
    const [newest] = await database()
      .select()
      .from(testRuns)
      .where(eq(testRuns.connectionId, row.id))
      .orderBy(desc(testRuns.number))
      .limit(1);
    return newest?.state === "waiting" ? undefined : newest;
  });
  const summary = run.summary ?? [];
  await must(
    "signature",
    signOff(signer, row.id, { runId: run.id, typedName: row.signerName, summarySha256: summaryHash(summary) }),
  );
  await must("go-live", goLive(engineer, row.id));
  await must("order menu", sendOrderMenu(engineer, await reread(row)));
}

async function reread(row: ConnectionRow): Promise<ConnectionRow> {
  const [fresh] = await database().select().from(connections).where(eq(connections.id, row.id));
  return fresh ?? row;
}

async function must(step: string, outcome: Promise<{ kind: string; message?: string }>): Promise<void> {
  const { kind, message } = await outcome;
  if (kind !== "done") throw new Error(`${step}: ${message ?? kind}`);
}
