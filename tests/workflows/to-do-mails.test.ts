import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { database } from "~/db/client";
import { mails } from "~/db/schema/operations";
import { toDos } from "~/db/schema/set-up";
import { withTransaction } from "~/db/transaction";
import type { MailCause } from "~/emails/kinds";
import { seedDemo } from "~/server/demo/seed";
import { sweepToDos } from "~/workflows/connection/to-do-owners";
import { addToDo, type ToDoForm, tickToDo } from "~/workflows/connection/to-dos";
import { chooseMails, kindsFor } from "~/workflows/mail/commands";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let engineer: Person;
let manager: Person;
let provider: Person;
let id = "";
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  [engineer, manager, provider] = [await demoActor("engineer"), await demoActor("pm"), await demoActor("provider")];
  id = await approvedConnection();
});
beforeEach(() =>
  withTransaction(async (tx) => {
    await tx.db.delete(mails);
    await tx.db.delete(toDos);
  }),
);

const given = async (form: Partial<ToDoForm>) => {
  const whole: ToDoForm = { what: "Call the vendor", party: "lab", owner: "", due: "", ...form };
  expect(await addToDo(engineer, id, whole)).toEqual({ kind: "done" });
  const [row] = await database().select().from(toDos);
  return row?.id ?? "";
};
const mailed = async (cause: MailCause) =>
  (await database().select().from(mails).where(eq(mails.cause, cause))).map((mail) => mail.to);
const june = (day: number) => new Date(Date.UTC(2026, 5, day, 18));

test.each<[string, (who: { manager: Person; provider: Person }) => Partial<ToDoForm>, "manager" | "provider" | null]>([
  ["the lab's, by name", ({ manager: { name } }) => ({ owner: name.toUpperCase() }), "manager"],
  ["the lab's, by address", ({ manager: { email, name } }) => ({ owner: `${name}, ${email}` }), "manager"],
  ["the practice's", ({ provider: { name } }) => ({ party: "practice", owner: name }), "provider"],
  ["nobody's by name", () => ({}), null],
  ["somebody's without an account", () => ({ party: "vendor", owner: "Vera Vendor" }), null],
  // Whose turn it is decides where they are looked for.
  ["the lab's, with a name of the practice", ({ provider: { name } }) => ({ owner: name }), null],
])("what is %s is told to whoever it is given to", async (_, form, who) => {
  const toDo = await given(form({ manager, provider }));
  const expected = who === "manager" ? [manager.email] : who === "provider" ? [provider.email] : [];
  expect(await mailed(`toDo.assign ${toDo}`)).toEqual(expected);
});

test("nobody is told of what they gave themselves, or does not want to be told", async () => {
  expect(await mailed(`toDo.assign ${await given({ owner: engineer.name })}`)).toEqual([]);
  await chooseMails(
    manager,
    kindsFor(manager.roles).filter((kind) => kind !== "toDo.assign"),
  );
  await withTransaction((tx) => tx.db.delete(toDos));
  expect(await mailed(`toDo.assign ${await given({ owner: manager.name, due: "2026-06-10" })}`)).toEqual([]);
  await chooseMails(manager, kindsFor(manager.roles));
});

test("what is overdue is told once, the day after, and not at all when it is done", async () => {
  const toDo = await given({ owner: manager.name, due: "2026-06-10" });
  await sweepToDos(june(10));
  expect(await mailed(`toDo.overdue ${toDo}`)).toEqual([]);
  await Promise.all([sweepToDos(june(11)), sweepToDos(june(11))]);
  await sweepToDos(june(12));
  expect(await mailed(`toDo.overdue ${toDo}`)).toEqual([manager.email]);

  await withTransaction((tx) => tx.db.delete(toDos));
  const other = await given({ party: "practice", owner: provider.name, due: "2026-06-10" });
  await tickToDo(provider, id, other, true);
  await sweepToDos(june(11));
  expect(await mailed(`toDo.overdue ${other}`)).toEqual([]);
});
