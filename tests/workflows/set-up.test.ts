import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { auditEvents } from "~/db/schema/operations";
import { toDos } from "~/db/schema/set-up";
import { holdAll } from "~/engine/mapping";
import { seedDemo } from "~/server/demo/seed";
import { type Comparable, configurationDifference } from "~/workflows/connection/difference";
import { addToDo, practiceToDos, tickToDo, usualToDos } from "~/workflows/connection/to-dos";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let engineer: Person;
let provider: Person;
let id: string;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
  provider = await demoActor("provider");
  id = await approvedConnection();
});

const listed = () => database().select().from(toDos).where(eq(toDos.connectionId, id)).orderBy(toDos.createdAt);

describe("a to-do of a connection", () => {
  test("is added by the lab, ticked off and opened again, each on record; twice changes nothing", async () => {
    const what = "Let our address through the firewall";
    expect(await addToDo(engineer, id, { what, party: "vendor", owner: "Vic", due: "" })).toEqual({ kind: "done" });
    const [row] = await listed();
    expect(row).toMatchObject({ what, party: "vendor", owner: "Vic", due: null, doneAt: null });
    const tick = (done: boolean) => tickToDo(engineer, id, row?.id ?? "", done);
    expect([await tick(true), await tick(true), await tick(false)]).toEqual(Array(3).fill({ kind: "done" }));
    const events = await database()
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.objectId, row?.id ?? ""));
    expect(events.map(({ action }) => action).sort()).toEqual(["toDo.add", "toDo.done", "toDo.open"]);
  });

  test("of the practice is ticked off by its own people, any other by the lab alone", async () => {
    await addToDo(engineer, id, { what: "Name a contact", party: "practice", owner: "", due: "2026-12-01" });
    const [mine] = await practiceToDos([id]);
    const others = (await listed()).find((row) => row.party === "vendor");
    const stranger = { ...provider, practiceId: "prc_other" };
    expect(await tickToDo(stranger, id, mine?.id ?? "", true)).toEqual({ kind: "not-found" });
    expect(await tickToDo(provider, id, others?.id ?? "", true)).toEqual({ kind: "forbidden" });
    expect(await tickToDo(provider, "con_other", mine?.id ?? "", true)).toEqual({ kind: "not-found" });
    expect(await tickToDo(provider, id, mine?.id ?? "", true)).toEqual({ kind: "done" });
    expect((await practiceToDos([id]))[0]?.doneBy).toBe(provider.id);
    const own = { what: "x", party: "practice", owner: "", due: "" } as const;
    expect(await addToDo(provider, id, own)).toEqual({ kind: "forbidden" });
  });

  test("often needed is offered until it is on the list", () => {
    const [first, ...others] = usualToDos("Vellum", [], false);
    expect(usualToDos("Vellum", first ? [first] : [], false)).toEqual(others);
  });

  test("who was named in the request is not asked for again", () => {
    const named = usualToDos("Vellum", [], true).map(({ what }) => what);
    expect(usualToDos("Vellum", [], false).filter(({ what }) => !named.includes(what))).toMatchObject([
      { party: "practice", what: expect.stringContaining("Name somebody") },
    ]);
  });
});

describe("the difference of two configuration versions", () => {
  const before: Comparable = {
    template: "Vellum 1.0.0",
    lisTemplate: "Lab 1.0.0",
    overrides: {},
    codeMap: [{ labCode: "TSH", emrCode: "L1" }],
    codePolicies: holdAll,
    emr: [{ label: "Server", value: "one.example" }],
    lis: [],
  };

  test("is empty for the same settings", () => {
    expect(configurationDifference(before, structuredClone(before))).toEqual([]);
  });

  test("names what was added, changed and taken away, by part", () => {
    const after: Comparable = {
      ...before,
      template: "Vellum 1.1.0",
      overrides: { orders: { remove: ["priority"] } },
      codeMap: [{ labCode: "A1C", emrCode: "L2", emrText: "Hemoglobin" }],
      emr: [{ label: "Server", value: "two.example" }],
    };
    expect(configurationDifference(before, after)).toEqual([
      { part: "Mapping template", what: "EMR side", before: "Vellum 1.0.0", after: "Vellum 1.1.0" },
      { part: "EMR endpoint", what: "Server", before: "one.example", after: "two.example" },
      { part: "Code map", what: "TSH", before: "L1", after: "" },
      { part: "Code map", what: "A1C", before: "", after: "L2, Hemoglobin" },
      { part: "Overrides", what: "Rule priority, orders", before: "", after: "left out" },
    ]);
  });
});
