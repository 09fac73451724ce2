import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyOf } from "~/db/any-of";
import { database } from "~/db/client";
import { settings } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { useDatabase } from "../support/database";

useDatabase();
const keysOf = async (values: string[]) =>
  (await database().select({ key: settings.key }).from(settings).where(anyOf(settings.key, values))).map(
    ({ key }) => key,
  );

test("finds the rows with one of the values, whatever stands in them, and none for none", async () => {
  const keys = fc.uniqueArray(
    fc.oneof(
      fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
      fc.constantFrom("NULL", "null", "{}", '{"a","b"}', "a,b", "\\", '"', '\\"', " ", "\n"),
    ),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(keys, fc.infiniteStream(fc.boolean()), async (all, choice) => {
      const wanted = all.filter(() => choice.next().value);
      await withTransaction(async (tx) => {
        await tx.db.execute(sql`delete from settings`);
        await tx.db.insert(settings).values(all.map((key) => ({ key, value: "1" })));
      });
      expect((await keysOf(wanted)).sort()).toEqual([...wanted].sort());
    }),
    { numRuns: 40, seed: 3 },
  );
});
