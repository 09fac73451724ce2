import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { verifyAudit } from "~/db/queries/verify-audit";
import { auditEvents } from "~/db/schema/operations";
import { templateDrafts, templateVersions } from "~/db/schema/templates";
import { withTransaction } from "~/db/transaction";
import type { Template } from "~/engine/mapping";
import { compareVersions, newestTemplate, resolveNow, templateAt, templateHistory } from "~/engine/templates/lookup";
import { seedDemo } from "~/server/demo/seed";
import { baseFor } from "~/workflows/template/base-for";
import {
  discardDraft,
  exportTemplate,
  findDraft,
  importTemplate,
  nextVersion,
  publishDraft,
  recordShippedTemplates,
  saveDraft,
  startDraft,
} from "~/workflows/template/commands";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let engineer: Person;
let colleague: Person;
let count = 0;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
  colleague = { ...(await demoActor("admin")), roles: ["engineer"] };
});

const freshName = () => `larkspur-${++count}`;

/** A variant of the generic template, as a draft. */
async function draftOf(name: string, base = "generic-orm-2.5.1") {
  const started = await startDraft(engineer, name, { extends: base, title: "Larkspur" });
  if (started.kind !== "done") throw new Error(started.kind);
  return started.draft;
}

/** Gives the draft one rule more, so that it differs, and publishes it. */
async function publish(name: string, note: string, constant: string) {
  const open = (await findDraft(name))?.draft ?? (await startDraft(engineer, name));
  const draft = "kind" in open ? (open.kind === "done" ? open.draft : undefined) : open;
  if (!draft) throw new Error("There is no draft.");
  const saved = await saveDraft(engineer, name, withConstant(draft.body, constant), draft.revision);
  expect(saved.kind).toBe("done");
  return publishDraft(engineer, name, note);
}

const withConstant = (body: Template, constant: string): Template => ({
  ...body,
  results: { ...body.results, rules: [{ name: "receiving-note", to: "NTE-3", constant }] },
});
const eventsOf = (name: string) =>
  database()
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.chain, "system"), eq(auditEvents.objectId, name)))
    .orderBy(auditEvents.seq);

describe("versions", () => {
  test("can begin from a message: on what fits it best, with the message as its first sample", async () => {
    const message = (await newestTemplate("generic-orm-2.3"))?.whole.samples.find(
      ({ kind }) => kind === "order",
    )?.message;
    const best = await baseFor(message ?? "");
    expect(best).toMatchObject({ kind: "found", sample: { kind: "order" } });
    if (best.kind !== "found") return;
    expect((await newestTemplate(best.base))?.whole.hl7Version).toBe("2.3");
    const outcome = await startDraft(engineer, freshName(), { extends: best.base, sample: best.sample });
    expect(outcome).toMatchObject({
      kind: "done",
      draft: { body: { extends: best.base, samples: [best.sample, {}, {}] } },
    });
  });

  test.each(["Dear lab, please", "{ not JSON", ""])("cannot begin from what is no message: %s", async (text) => {
    expect(await baseFor(text)).toMatchObject({ kind: "none" });
  });

  test("count up as numbers, not as text", () => {
    expect(nextVersion(undefined, "minor")).toBe("1.0.0");
    expect(nextVersion("1.9.3", "minor")).toBe("1.10.0");
    expect(nextVersion("1.9.3", "patch")).toBe("1.9.4");
    expect(nextVersion("1.9.3", "major")).toBe("2.0.0");
    expect(["1.10.0", "1.9.0", "2.0.0", "1.9.10"].sort(compareVersions)).toEqual([
      "1.9.0",
      "1.9.10",
      "1.10.0",
      "2.0.0",
    ]);
  });
});

describe("a draft", () => {
  test("of a new name is a variant of its base that can be published as it grows", async () => {
    const name = freshName();
    const draft = await draftOf(name);
    expect(draft).toMatchObject({
      revision: 1,
      basedOn: null,
      body: { extends: "generic-orm-2.5.1", title: "Larkspur" },
    });
    expect(draft.body.samples.length).toBeGreaterThan(0);
    expect(await findDraft(name)).toMatchObject({ by: engineer.name });
  });

  test("is refused for a shipped name, a bad name, a taken name, an unknown base and everybody but engineers", async () => {
    const base = { extends: "generic-orm-2.5.1" };
    expect(await startDraft(engineer, "generic-orm-2.5.1")).toMatchObject({ kind: "refused", code: "shipped" });
    for (const bad of ["New Template", "new", "../x", "", "a".repeat(61)]) {
      expect(await startDraft(engineer, bad, base)).toMatchObject({ kind: "refused", code: "name" });
    }
    const name = freshName();
    await draftOf(name);
    expect(await startDraft(engineer, name, base)).toMatchObject({ kind: "refused", code: "taken" });
    expect(await startDraft(engineer, freshName(), { extends: "nothing" })).toMatchObject({ code: "no-base" });
    expect(await startDraft(engineer, "never-published")).toEqual({ kind: "not-found" });
    for (const role of ["sales", "provider", "labops", "pm", "admin"] as const) {
      expect(await startDraft(await demoActor(role), freshName(), base)).toEqual({ kind: "forbidden" });
    }
  });

  test("saved by two people is kept once, and the second is told who was first", async () => {
    const name = freshName();
    const draft = await draftOf(name);
    const both = await Promise.all([
      saveDraft(engineer, name, withConstant(draft.body, "ONE"), 1),
      saveDraft(colleague, name, withConstant(draft.body, "TWO"), 1),
    ]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    const winner = both[0]?.kind === "done" ? engineer : colleague;
    expect(both.find((one) => one.kind === "refused")).toMatchObject({ code: "changed", by: winner.name, revision: 2 });
    expect((await findDraft(name))?.draft.revision).toBe(2);
  });

  test("keeps rules that do not work yet and names them, but not what is no template", async () => {
    const name = freshName();
    const { body } = await draftOf(name);
    const rules = [{ name: "odd", from: "nowhere", to: "PID-3", transform: "no-such-transform" }];
    const saved = await saveDraft(engineer, name, { ...body, results: { rules } }, 1);
    expect(saved).toMatchObject({
      kind: "done",
      draft: { revision: 2 },
      problems: [{ severity: "stop", rule: "odd" }],
    });
    expect(await publishDraft(engineer, name, "x")).toMatchObject({ kind: "invalid", problems: [{ rule: "odd" }] });

    const broken = await saveDraft(engineer, name, { ...body, results: { rules: [{ name: "half", too: 1 }] } }, 2);
    expect(broken).toMatchObject({ kind: "invalid" });
    expect(broken.kind === "invalid" && broken.problems.every((problem) => problem.rule === "half")).toBe(true);
    for (const json of ["{", "null", "[]", { ...body, name: "other-name" }, { ...body, title: "a\u0000b" }, "\ud800"]) {
      expect(await saveDraft(engineer, name, json, 2)).toMatchObject({ kind: "invalid" });
    }
    expect((await findDraft(name))?.draft.revision).toBe(2);
  });

  test("is thrown away, and what was published stays", async () => {
    const name = freshName();
    await draftOf(name);
    await publish(name, "First", "A");
    await startDraft(engineer, name);
    expect(await discardDraft(engineer, name)).toEqual({ kind: "done" });
    expect(await discardDraft(engineer, name)).toEqual({ kind: "not-found" });
    expect((await newestTemplate(name))?.version).toBe("1.0.0");
  });
});

describe("a published version", () => {
  test("has the next number, a hash, a note and an event; the draft is gone", async () => {
    const name = freshName();
    await draftOf(name);
    const first = await publish(name, "First", "A");
    expect(first).toMatchObject({ kind: "done", version: "1.0.0" });
    const second = await publish(name, "Second", "B");
    expect(second).toMatchObject({ kind: "done", version: "1.1.0" });
    expect(await findDraft(name)).toBeUndefined();
    expect((await templateHistory(name)).map((one) => [one.version, one.note])).toEqual([
      ["1.1.0", "Second"],
      ["1.0.0", "First"],
    ]);
    const events = await eventsOf(name);
    expect(events.map((event) => event.action)).toEqual([
      "template.startDraft",
      "template.saveDraft",
      "template.publish",
      "template.startDraft",
      "template.saveDraft",
      "template.publish",
    ]);
    const sha256 = first.kind === "done" ? first.sha256 : "";
    expect(JSON.parse(events[2]?.meta ?? "{}")).toMatchObject({ version: "1.0.0", sha256 });
    expect(await verifyAudit("system")).toMatchObject({ ok: true });
  });

  test("cannot be changed, removed or emptied, not even inside a guarded transaction", async () => {
    const name = freshName();
    await draftOf(name);
    await publish(name, "First", "A");
    const here = eq(templateVersions.name, name);
    await expect(
      withTransaction((tx) => tx.db.update(templateVersions).set({ note: "x" }).where(here)),
    ).rejects.toThrow();
    await expect(withTransaction((tx) => tx.db.delete(templateVersions).where(here))).rejects.toThrow();
    await expect(withTransaction((tx) => tx.db.execute("truncate template_versions"))).rejects.toThrow();
    await expect(database().delete(templateDrafts)).rejects.toThrow();
  });

  test("keeps the base as it was, whatever the base becomes", async () => {
    const [base, variant] = [freshName(), freshName()];
    await draftOf(base);
    await publish(base, "First", "OLD");
    await draftOf(variant, base);
    expect(await publishDraft(engineer, variant, "On the first")).toMatchObject({ kind: "done", version: "1.0.0" });
    await publish(base, "Second", "NEW");
    const before = await templateAt(variant, "1.0.0");
    const note = before?.whole.results?.rules?.find((rule) => rule.name === "receiving-note");
    expect(note?.constant).toBe("OLD");
    expect(before?.bases.map((one) => `${one.name} ${one.version}`)).toEqual([
      `${base} 1.0.0`,
      `generic-orm-2.5.1 ${(await newestTemplate("generic-orm-2.5.1"))?.version}`,
    ]);
    const now = await resolveNow((before as NonNullable<typeof before>).body);
    expect(now).toMatchObject({ kind: "resolved", bases: [{ name: base, version: "1.1.0" }, {}] });
  });

  test("is refused without a note, without a difference, and when its base leads back to it", async () => {
    const name = freshName();
    await draftOf(name);
    expect(await publishDraft(engineer, name, "  ")).toMatchObject({ kind: "refused", code: "note" });
    await publish(name, "First", "A");
    await startDraft(engineer, name);
    expect(await publishDraft(engineer, name, "Again")).toMatchObject({ kind: "refused", code: "same" });

    const circle = freshName();
    await draftOf(circle, name);
    await publish(circle, "First", "B");
    const open = await findDraft(name);
    const looped = { ...(open?.draft.body as Template), extends: circle };
    expect(await saveDraft(engineer, name, looped, open?.draft.revision ?? 0)).toMatchObject({ kind: "done" });
    expect(await publishDraft(engineer, name, "Loop")).toMatchObject({
      kind: "invalid",
      problems: [{ place: "extends" }],
    });
  });

  test("published by two at once appears once", async () => {
    const name = freshName();
    const { body } = await draftOf(name);
    await saveDraft(engineer, name, withConstant(body, "A"), 1);
    const both = await Promise.all([publishDraft(engineer, name, "One"), publishDraft(colleague, name, "Two")]);
    expect(both.filter((one) => one.kind === "done")).toHaveLength(1);
    expect(await templateHistory(name)).toHaveLength(1);
  });
});

describe("bringing templates in and out", () => {
  test("what is exported comes back as a draft with the same content", async () => {
    const name = freshName();
    await draftOf(name);
    await publish(name, "First", "A");
    const out = await exportTemplate(engineer, name, "1.0.0");
    if (out.kind !== "done") throw new Error(out.kind);
    expect(out.file).toBe(`${name}-1.0.0.json`);
    const back = await importTemplate(engineer, out.json);
    expect(back).toMatchObject({ kind: "done", draft: { basedOn: "1.0.0" } });
    expect(back.kind === "done" && JSON.stringify(back.draft.body)).toBe(JSON.stringify(JSON.parse(out.json)));
    expect(await importTemplate(engineer, out.json)).toMatchObject({ kind: "refused", code: "taken" });
    expect(await exportTemplate(await demoActor("provider"), name, "1.0.0")).toEqual({ kind: "forbidden" });
    expect(await exportTemplate(engineer, name, "9.0.0")).toEqual({ kind: "not-found" });
  });

  test("a shipped template goes out but does not come in under its name", async () => {
    const newest = await newestTemplate("generic-orm-2.3");
    const out = await exportTemplate(engineer, "generic-orm-2.3", newest?.version ?? "");
    expect(out.kind).toBe("done");
    const json = out.kind === "done" ? out.json : "";
    expect(await importTemplate(engineer, json)).toMatchObject({ kind: "refused", code: "shipped" });
  });
});

describe("shipped versions", () => {
  test("are recorded once, and found again from the record", async () => {
    const first = await recordShippedTemplates();
    expect(first.added.length).toBeGreaterThan(0);
    expect(await recordShippedTemplates()).toEqual({ added: [], differing: [] });
    const rows = await database().select().from(templateVersions).where(eq(templateVersions.name, "lis-generic"));
    expect(rows).toMatchObject([{ publishedBy: null }]);
    expect((await newestTemplate("lis-generic"))?.sha256).toBe(rows[0]?.sha256);
  });
});
