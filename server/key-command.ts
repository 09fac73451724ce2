import { countSealed, resealBatch, type SealedCount, sealedTables } from "~/db/sealed-columns";
import { secretKeyIds } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import type { Report } from "./hl7-command";
import { newKeyLine } from "./key-list";
import { adoptedKeys } from "./secret-key";

/** `gatehouse key`: how the installation's key is changed while everything runs. */

/** Rows that are locked and sealed in one commit. */
const batchSize = 200;

/** A new key and what to do with it. The line is the secret: it goes to stdout alone. */
export function newKey(file: string): Report & { next: string } {
  const { id, line } = newKeyLine();
  const next = [
    `Put it in front of the others in GATEHOUSE_SECRET_KEY, with a comma between, or as the first line of ${file}.`,
    "Where processes are not all started at once, put it at the end first and start each of them again, then in front.",
    "Start every process again, then: gatehouse key reseal. The older key may go once gatehouse key status says so.",
  ].join("\n");
  return { ok: true, json: { ok: true, id, line }, text: line, next };
}

type KeyUse = { id: string; newest: boolean; held: boolean; values: number; tables: Partial<Record<string, number>> };

/** What each key still opens. @param ids of the keys that are held, the newest first */
function usesOf(ids: readonly string[], counts: readonly SealedCount[]): KeyUse[] {
  const all = [...new Set([...ids, ...counts.map((one) => one.keyId)])];
  return all.map((id) => {
    const own = counts.filter((one) => one.keyId === id);
    return {
      id,
      newest: id === ids[0],
      held: ids.includes(id),
      values: own.reduce((sum, one) => sum + one.values, 0),
      tables: Object.fromEntries(own.map((one) => [one.table, one.values])),
    };
  });
}

const useWords = ({ id, newest, values, tables }: KeyUse): string => {
  const where = Object.entries(tables).map(([table, count]) => `${table} ${count}`);
  if (newest) return `${id}  newest: ${values} values${where.length > 0 ? ` (${where.join(", ")})` : ""}`;
  if (values === 0) return `${id}  older: nothing needs it; take it out of GATEHOUSE_SECRET_KEY and start again`;
  return `${id}  older: ${values} values still need it (${where.join(", ")}); run gatehouse key reseal`;
};

/** How many values each key opens. */
export async function keyStatus(): Promise<Report> {
  const keys = usesOf(secretKeyIds(), await countSealed());
  return { ok: true, json: { ok: true, keys }, text: keys.map(useWords).join("\n") };
}

/**
 * Seals everything with the newest key, batch after batch, each one commit with its audit event. Whatever ends it, the
 * next run goes on with what is left. Ends with what each key still opens; not ok while an older key is needed.
 */
export async function* reseal(size = batchSize): AsyncGenerator<Report> {
  const ids = secretKeyIds();
  const [newest = ""] = ids;
  if (!(await adoptedKeys()).includes(newest)) {
    const text = `No process runs with the key ${newest} yet, and could not open what it seals. Put it in front of the list they are started with, start every process again, then run this.`;
    yield { ok: false, json: { ok: false, reason: "not-adopted", newest }, text };
    return;
  }
  const unopened: string[] = [];
  let resealed = 0;
  for (const table of sealedTables) {
    let done = 0;
    for (let after = ""; ; ) {
      const batch = await withTransaction(async (tx) => {
        const found = await resealBatch(tx.db, table, { newest, after, limit: size });
        if (found.resealed > 0) {
          const meta = { table, values: found.resealed };
          tx.audit({
            chain: "system",
            actor: "operator",
            action: "key.reseal",
            objectId: newest,
            outcome: "done",
            meta,
          });
        }
        return found;
      });
      if (batch.last === null) break;
      after = batch.last;
      done += batch.resealed;
      resealed += batch.resealed;
      unopened.push(...batch.unopened.map((id) => `${table} ${id}`));
      yield { ok: true, json: { table, resealed: done }, text: `${table}: ${done} sealed with ${newest}` };
    }
  }
  yield await summary(ids, resealed, unopened);
}

async function summary(ids: readonly string[], resealed: number, unopened: readonly string[]): Promise<Report> {
  const keys = usesOf(ids, await countSealed());
  const left = keys.reduce((sum, key) => sum + (key.newest ? 0 : key.values), 0);
  const lines = [
    `${resealed} values sealed with ${ids[0]}; ${left} left.`,
    ...keys.map(useWords),
    ...unopened.map((one) => `Does not open and stays as it is: ${one}. Set this secret again in the console.`),
  ];
  if (left > unopened.length) {
    lines.push(
      "Some process seals with an older key still: start every process again with the new list, then run this.",
    );
  }
  return { ok: left === 0, json: { ok: left === 0, resealed, left, keys, unopened }, text: lines.join("\n") };
}
