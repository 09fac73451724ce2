import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { attachmentContents, attachments } from "~/db/schema/conversation";
import { auditEvents } from "~/db/schema/operations";
import { practices } from "~/db/schema/people";
import { seedDemo } from "~/server/demo/seed";
import { checkFiles } from "~/workflows/attachments/check";
import { attachToRequest, openAttachment, removeAttachment } from "~/workflows/attachments/commands";
import { askForInfo, createDraft, submitRequest } from "~/workflows/request/commands";
import { useDatabase } from "../support/database";
import { completeForm, demoActor } from "../support/demo-lab";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let provider: Person;
let stranger: Person;
let sales: Person;
let nonces = 0;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  provider = await demoActor("provider");
  sales = await demoActor("sales");
  const [other] = await database().select().from(practices).where(eq(practices.name, "Stonebridge Oncology"));
  stranger = { ...provider, practiceId: other?.id ?? "" };
});

const drafted = async () => {
  const made = await createDraft(provider, await completeForm(), `talk-${++nonces}`);
  if (made.kind !== "done") throw new Error(made.kind);
  return made.row.id;
};
const submitted = async () => {
  const id = await drafted();
  expect(await submitRequest(provider, id)).toMatchObject({ kind: "done" });
  return id;
};
const file = (name = "guide.pdf", text = "%PDF-1.7 interface guide") =>
  checkFiles([{ name, content: Buffer.from(text) }]).good;
const attached = async (requestId: string) => {
  const outcome = await attachToRequest(provider, requestId, file());
  if (outcome.kind !== "done") throw new Error(outcome.kind);
  return outcome.row[0]?.id ?? "";
};
const trailOf = async (id: string) =>
  (await database().select().from(auditEvents).where(eq(auditEvents.objectId, id)).orderBy(auditEvents.seq)).map(
    (event) => event.action,
  );

describe("a file of a request", () => {
  test("is kept while the request is with the practice, and each step is on record", async () => {
    const request = await drafted();
    const id = await attached(request);
    const opened = await openAttachment(provider, id);
    expect(opened).toMatchObject({ kind: "done", row: { name: "guide.pdf", mediaType: "application/pdf", size: 24 } });
    if (opened.kind === "done") expect(opened.row.content.toString()).toBe("%PDF-1.7 interface guide");
    expect(await removeAttachment(provider, request, id)).toMatchObject({ kind: "done" });
    expect(await trailOf(id)).toEqual(["attachment.add", "attachment.open", "attachment.remove"]);
    const left = await database().select().from(attachmentContents).where(eq(attachmentContents.attachmentId, id));
    expect(left).toEqual([]);
  });

  test("does not change once the lab has the request, and again when the lab asks", async () => {
    const request = await drafted();
    const id = await attached(request);
    await submitRequest(provider, request);
    expect(await attachToRequest(provider, request, file())).toMatchObject({ kind: "refused", code: "not-now" });
    expect(await removeAttachment(provider, request, id)).toMatchObject({ kind: "refused", code: "not-now" });
    await askForInfo(sales, request, "Which guide?");
    expect(await attachToRequest(provider, request, file("other.pdf"))).toMatchObject({ kind: "done" });
    expect(await removeAttachment(provider, request, id)).toMatchObject({ kind: "done" });
  });

  test("is not there for another practice, nor for the lab before the request is sent", async () => {
    const request = await drafted();
    const id = await attached(request);
    const gone = { kind: "not-found" };
    expect(await openAttachment(stranger, id)).toEqual(gone);
    expect(await attachToRequest(stranger, request, file())).toEqual(gone);
    expect(await removeAttachment(stranger, request, id)).toEqual(gone);
    expect(await openAttachment(sales, id)).toEqual(gone);
    await submitRequest(provider, request);
    expect(await openAttachment(sales, id)).toMatchObject({ kind: "done" });
    expect(await openAttachment(stranger, id)).toEqual(gone);
    expect(await removeAttachment(sales, request, id)).toEqual(gone);
  });

  test("is one of ten at most, also when two people add at the same time", async () => {
    const request = await drafted();
    const nine = Array.from({ length: 9 }, (_, i) => file(`part-${i}.txt`, `part ${i}`)).flat();
    expect(await attachToRequest(provider, request, nine)).toMatchObject({ kind: "done" });
    const both = await Promise.all([
      attachToRequest(provider, request, file("a.txt", "a")),
      attachToRequest(provider, request, file("b.txt", "b")),
    ]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    const kept = await database().select().from(attachments).where(eq(attachments.requestId, request));
    expect(kept).toHaveLength(10);
  });
});
