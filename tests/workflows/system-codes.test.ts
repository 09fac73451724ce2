import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { actOnCodeMap, loadCodeMap, loadCodeMaps } from "~/app/server/code-maps.server";
import { loadCodesTab } from "~/app/server/connection-tabs.server";
import { database } from "~/db/client";
import type { CodeMapEntry } from "~/db/schema/connections";
import { connections } from "~/db/schema/connections";
import { systemCodeMaps } from "~/db/schema/system-codes";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { findConfiguration, saveCodeMap } from "~/workflows/connection/commands";
import { foldCodes, ownEntries, ownOf } from "~/workflows/connection/fold-codes";
import { changedGrounds } from "~/workflows/connection/grounds";
import { shown } from "~/workflows/connection/shown-version";
import { loadStanding } from "~/workflows/connection/standing";
import { takeSystemCodes } from "~/workflows/connection/system-codes";
import { offeredOver, saveSystemCodes, usesOf } from "~/workflows/emr/code-map";
import { mergeCodes, readSystemCodes } from "~/workflows/emr/merge-codes";
import { asks, statusOf } from "../support/asks";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { connectionRow } from "../support/tested-connection";

const labCode = fc.constantFrom("A", "B", "C", "D", "E");
const entry = fc.record({ labCode, emrCode: fc.constantFrom("1", "2", "3", "4", "5", "6") });
const map = fc.uniqueArray(entry, { selector: (one) => one.labCode }).map((list) => {
  const seen = new Set<string>();
  return list.filter(({ emrCode }) => seen.size !== seen.add(emrCode).size);
});
const offered = fc.subarray(["A", "B", "C", "D", "E"]);

describe("a connection's codes over its system's", () => {
  test("own entries stand as they are, nothing stands for two, and nothing comes that is not offered", () => {
    fc.assert(
      fc.property(map, map, offered, (own, entries, codes) => {
        const folded = foldCodes(own, { version: 7, entries }, codes);
        expect(ownEntries(folded)).toEqual(own);
        expect(new Set(folded.map(({ emrCode }) => emrCode)).size).toBe(folded.length);
        expect(new Set(folded.map((one) => one.labCode)).size).toBe(folded.length);
        const taken = folded.filter(({ from }) => from !== undefined);
        expect(taken.every((one) => one.from === 7 && codes.includes(one.labCode))).toBe(true);
      }),
    );
  });

  test("folded again over the same version, nothing changes", () => {
    fc.assert(
      fc.property(map, map, offered, (own, entries, codes) => {
        const system = { version: 2, entries };
        const folded = foldCodes(own, system, codes);
        expect(foldCodes(ownEntries(folded), system, codes)).toEqual(folded);
        const typed = folded.map(({ from: _, ...one }): CodeMapEntry => one);
        const again = foldCodes(ownOf(typed, system, codes), system, codes);
        const pairs = (list: readonly CodeMapEntry[]) => list.map((one) => `${one.labCode} ${one.emrCode}`).sort();
        expect(pairs(again)).toEqual(pairs(folded));
      }),
    );
  });

  test("a map with changes over it has each EMR code once, or says which stands twice", () => {
    fc.assert(
      fc.property(map, fc.array(entry), (before, changes) => {
        const merged = mergeCodes(before, changes);
        if (merged.kind === "twice") {
          expect(merged.labCodes).toHaveLength(2);
          return;
        }
        expect(new Set(merged.entries.map(({ emrCode }) => emrCode)).size).toBe(merged.entries.length);
        expect(mergeCodes(merged.entries, changes.slice(-1))).toMatchObject({ changed: 0 });
      }),
    );
  });
});

describe("a list of the EMR's own codes", () => {
  const known = [
    { code: "GLU", name: "Glucose", loinc: "2345-7" },
    { code: "TSH", name: "Thyroid stimulating hormone", loinc: "3016-3" },
  ];
  const read = (head: string[], ...rows: string[][]) =>
    readSystemCodes({ head, rows: rows.map((cells, i) => ({ line: i + 2, cells })) }, known);

  test("gets a suggestion for what has no lab code: by LOINC, by the code, by the name", () => {
    const head = ["EMR code", "EMR name", "Lab code", "LOINC"];
    expect(
      read(head, ["11", "Zucker", "", "2345-7"], ["tsh", "", "", ""], ["12", "hormone, Thyroid stimulating", "", ""]),
    ).toMatchObject({
      suggestions: [
        { labCode: "GLU", by: "LOINC" },
        { labCode: "TSH", by: "code" },
        { labCode: "TSH", by: "name" },
      ],
    });
    expect(read(head, ["13", "Something else", "", ""])).toMatchObject({ unknown: [{ line: 2, emrCode: "13" }] });
  });

  test("names row and column of what is wrong", () => {
    const head = ["EMR code", "Lab code"];
    expect(read(head, ["1", "GLU"], ["1", "TSH"], ["2", "NOSUCH"])).toEqual({
      kind: "wrong",
      problems: [
        { line: 3, column: "EMR code", message: "1 stands in row 2 already." },
        { line: 4, column: "Lab code", message: "There is no test or panel NOSUCH." },
      ],
    });
    expect(read(["Name"], ["x"])).toMatchObject({ kind: "wrong", problems: [{ line: 1 }] });
  });
});

describe("a system's map and its connections", () => {
  useDatabase();
  let id: string;
  let emrId: string;
  beforeAll(async () => {
    await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
    id = await approvedConnection();
    const [row] = await database().select().from(connections).where(eq(connections.id, id));
    emrId = row?.emrSystemId ?? "";
  });
  const engineer = () => demoActor("engineer");
  const configuration = async () => findConfiguration(shown(await connectionRow(id)));
  const mapped = async () =>
    (await configuration())?.codeMap
      .map((one) => `${one.labCode}=${one.emrCode}${one.from ? ` v${one.from}` : ""}`)
      .sort();
  const save = async (changes: [string, string][], seen: number) =>
    saveSystemCodes(await engineer(), emrId, {
      changes: changes.map(([code, emrCode]) => ({ labCode: code, emrCode })),
      note: "",
      seen,
    });

  test("what connections say of their own is suggested", async () => {
    await saveCodeMap(await engineer(), id, [{ labCode: "TSH", emrCode: "E-TSH", emrText: "Thyroid" }]);
    const said = await offeredOver(emrId);
    expect(said.find(({ code }) => code === "TSH")).toMatchObject({ emrCode: "E-TSH", says: 1, emrText: "Thyroid" });
    const page = await loadCodeMap(await asks({ who: "labops", params: { emrId } }));
    expect(page.rows.find(({ code }) => code === "TSH")?.suggestion?.emrCode).toBe("E-TSH");
  });

  test("a version saved changes no connection; taken, own entries win", async () => {
    const before = await mapped();
    expect(
      await save(
        [
          ["CMP", "S-CMP"],
          ["TSH", "S-TSH"],
          ["GLU", "S-GLU"],
        ],
        0,
      ),
    ).toMatchObject({ version: 1, changed: 3 });
    expect(await mapped()).toEqual(before);
    expect(await takeSystemCodes(await engineer(), id, 1)).toMatchObject({ kind: "done" });
    expect(await mapped()).toEqual(["CMP=S-CMP v1", "TSH=E-TSH"]);
    expect((await usesOf(emrId)).find((use) => use.id === id)).toMatchObject({ version: 1, own: 1 });
    const tab = await loadCodesTab(await asks({ who: "engineer", params: { id } }));
    expect(tab.codes.find(({ labCode: code }) => code === "CMP")?.from).toBe("System, v1");
    expect(tab.codes.find(({ labCode: code }) => code === "TSH")?.from).toBe("Own");
  });

  test("the gate asks for what is offered and mapped neither here nor there", async () => {
    expect((await loadStanding(await connectionRow(id))).unmapped).toEqual(["PWELL"]);
    await save([["PWELL", "S-WELL"]], 1);
    expect((await loadStanding(await connectionRow(id))).unmapped).toEqual(["PWELL"]);
    await takeSystemCodes(await engineer(), id, 2);
    expect((await loadStanding(await connectionRow(id))).unmapped).toEqual([]);
  });

  test("evidence stands when only where an entry comes from is another", async () => {
    const now = await configuration();
    if (!now) throw new Error("There is no configuration.");
    const moved = { ...now, codeMap: now.codeMap.map((one) => ({ ...one, from: 9 })) };
    expect(changedGrounds(now, moved)).toEqual([]);
    const other = { ...now, codeMap: now.codeMap.map((one) => ({ ...one, emrCode: `${one.emrCode}X` })) };
    expect(changedGrounds(now, other)).toEqual(["codeMap"]);
  });

  test("an own entry that is emptied gives way to the system's", async () => {
    const typed = ((await configuration())?.codeMap ?? []).map((one) => ({
      ...one,
      emrCode: one.labCode === "TSH" ? "" : one.emrCode,
    }));
    await saveCodeMap(await engineer(), id, typed);
    expect(await mapped()).toEqual(["CMP=S-CMP v2", "PWELL=S-WELL v2", "TSH=S-TSH v2"]);
  });

  test("a new connection begins with the newest version", async () => {
    const other = await approvedConnection();
    const row = await connectionRow(other);
    expect(await findConfiguration(row)).toMatchObject({ systemMapVersion: 2 });
    expect((await findConfiguration(row))?.codeMap).toHaveLength(3);
  });

  test("is refused when somebody was faster, when a code stands twice, and to who may not", async () => {
    expect(await save([["GLU", "X"]], 1)).toMatchObject({ kind: "refused", code: "changed" });
    expect(await save([["GLU", "S-TSH"]], 2)).toMatchObject({ kind: "refused", code: "twice" });
    for (const who of ["sales", "pm", "admin", "provider"] as const) {
      const change = { changes: [{ labCode: "GLU", emrCode: "X" }], note: "", seen: 2 };
      expect(await saveSystemCodes(await demoActor(who), emrId, change)).toEqual({ kind: "forbidden" });
    }
    expect(await takeSystemCodes(await demoActor("labops"), id, 2)).toEqual({ kind: "forbidden" });
    expect(await takeSystemCodes(await engineer(), id, 99)).toMatchObject({ kind: "refused", code: "no-version" });
    const rewrite = withTransaction(async (tx) => {
      await tx.db.update(systemCodeMaps).set({ note: "x" });
    });
    await expect(rewrite).rejects.toThrow();
  });

  test("systems with connections or a map stand first", async () => {
    const { rows } = await loadCodeMaps(await asks({ who: "labops" }));
    expect(rows.find((row) => row.id === emrId)).toMatchObject({ version: "v2", codes: 4 });
    const used = rows.map(({ connections: count, version }) => count > 0 || version !== "");
    expect(used).toEqual([...used].sort((a, b) => Number(b) - Number(a)));
  });

  test("its page saves what is typed and brings a version to those that are ticked", async () => {
    const act = async (who: string, form: Record<string, string>) =>
      actOnCodeMap(await asks({ who, params: { emrId }, form }));
    expect(
      await statusOf(act("labops", { intent: "save", seen: "2", "emrCode.GLU": "S-GLUC", "emrText.GLU": "Sugar" })),
    ).toBe(302);
    expect(await statusOf(act("labops", { intent: "take", version: "3", connection: id }))).toBe(403);
    expect(await statusOf(act("engineer", { intent: "take", version: "3", connection: id }))).toBe(302);
    expect((await usesOf(emrId)).find((use) => use.id === id)).toMatchObject({ version: 3 });
    expect(await act("engineer", { intent: "take", version: "3" })).toMatchObject({
      data: { errors: { connection: "Choose at least one connection." } },
    });
  });
});
