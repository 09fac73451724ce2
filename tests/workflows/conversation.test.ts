import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Args } from "~/app/server/context.server";
import { downloadAttachment } from "~/app/server/download.server";
import { loadPortalConnection, loadPortalHome } from "~/app/server/portal.server";
import { loadRequestTracker } from "~/app/server/portal-requests.server";
import { database } from "~/db/client";
import { unreadPosts } from "~/db/queries/unread-posts";
import { attachmentContents, attachments, infoRequests, posts } from "~/db/schema/conversation";
import { auditEvents, mails } from "~/db/schema/operations";
import { practices } from "~/db/schema/people";
import { connectionRequests, type RequestForm } from "~/db/schema/requests";
import { seedDemo } from "~/server/demo/seed";
import { checkFiles } from "~/workflows/attachments/check";
import { attachToRequest, openAttachment, removeAttachment } from "~/workflows/attachments/commands";
import { markRead, say } from "~/workflows/conversation/commands";
import { answerRequest, askForInfo, createDraft, saveDraft, submitRequest } from "~/workflows/request/commands";
import { itemsMissing } from "~/workflows/request/information";
import { continueAs } from "~/workflows/sign-in";
import { useDatabase } from "../support/database";
import { approvedConnection, completeForm, demoActor } from "../support/demo-lab";

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
    await askForInfo(sales, request, { text: "Which guide?", items: [] });
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

describe("the conversation", () => {
  const post = (text: string, more: Partial<Parameters<typeof say>[2]> = {}) => ({
    text,
    internal: false,
    files: [],
    nonce: `post-${++nonces}`,
    ...more,
  });
  const mailsAbout = async (text: string) =>
    (await database().select().from(mails)).filter(({ letter }) => JSON.stringify(letter).includes(text));
  const unread = async (who: Person, request: string) =>
    (await unreadPosts(who.id, [request], { notes: who.practiceId === null })).get(request) ?? 0;
  const pageOf = async (load: (args: Args) => Promise<unknown>, id: string) => {
    const signedIn = await continueAs(provider.email, "127.0.0.1");
    if (signedIn.kind !== "signed-in") throw new Error(signedIn.message);
    const request = new Request("http://127.0.0.1/", { headers: { Cookie: `gatehouse=${signedIn.token}` } });
    return load({
      request,
      params: { id },
      context: { clientAddress: "127.0.0.1", gatehouse: { publicUrl: "http://127.0.0.1" } },
    } as unknown as Args);
  };

  test("is mailed to the other side, quoting what was written", async () => {
    const request = await submitted();
    const asked = await say(provider, request, post("When do you start?", { files: file("dates.txt", "Monday") }));
    expect(asked).toMatchObject({ kind: "done", row: { side: "practice" } });
    expect(await mailsAbout("When do you start?")).toMatchObject([
      { to: "sales@demo.example", letter: { quote: { by: provider.name }, action: { path: `/approvals/${request}` } } },
    ]);
    await say(sales, request, post("On Monday, as you say."));
    expect(await mailsAbout("On Monday, as you say.")).toMatchObject([
      { to: "provider@demo.example", letter: { action: { path: `/portal/requests/${request}` } } },
    ]);
  });

  test("goes on at the connection, where engineers answer", async () => {
    const connection = await approvedConnection();
    const [request] = await database()
      .select()
      .from(connectionRequests)
      .where(eq(connectionRequests.connectionId, connection));
    await say(provider, request?.id ?? "", post("Our server has moved."));
    expect(await mailsAbout("Our server has moved.")).toMatchObject([
      { to: "engineer@demo.example", letter: { action: { path: `/connections/${connection}/conversation` } } },
    ]);
    const shown = JSON.stringify(await pageOf(loadPortalConnection, connection));
    expect(shown).toContain("Our server has moved.");
  });

  test("sent twice by the same form is one message and one mail", async () => {
    const request = await submitted();
    const twice = post("Only once, please.");
    const outcomes = await Promise.all([say(provider, request, twice), say(provider, request, twice)]);
    expect(new Set(outcomes.map((one) => (one.kind === "done" ? one.row.id : one.kind))).size).toBe(1);
    expect(await mailsAbout("Only once, please.")).toHaveLength(1);
  });

  test("is unread for the others until they have looked, and never for its author", async () => {
    const request = await submitted();
    await say(sales, request, post("One."));
    await say(sales, request, post("Two."));
    expect([await unread(provider, request), await unread(sales, request)]).toEqual([2, 0]);
    await markRead(provider, request);
    expect(await unread(provider, request)).toBe(0);
    await say(provider, request, post("Three."));
    expect([await unread(provider, request), await unread(sales, request)]).toEqual([0, 1]);
  });

  test("keeps internal notes in the lab: not on a page, not in a mail, not as a file, not as a number", async () => {
    const connection = await approvedConnection();
    const [row] = await database()
      .select()
      .from(connectionRequests)
      .where(eq(connectionRequests.connectionId, connection));
    const request = row?.id ?? "";
    const note = post("They pay late.", { internal: true, files: file("ledger.txt", "late payments") });
    expect(await say(sales, request, note)).toMatchObject({ kind: "done", row: { internal: true } });
    expect(await say(provider, request, { ...note, nonce: "theirs" })).toEqual({ kind: "forbidden" });
    const pages = [
      await pageOf(loadRequestTracker, request),
      await pageOf(loadPortalConnection, connection),
      await pageOf(loadPortalHome, ""),
    ];
    expect(JSON.stringify(pages)).not.toMatch(/pay late|ledger\.txt/);
    expect(await mailsAbout("pay late")).toEqual([]);
    expect(await unread(provider, request)).toBe(0);
    const [kept] = await database().select().from(attachments).where(eq(attachments.name, "ledger.txt"));
    const refused = await pageOf(downloadAttachment, kept?.id ?? "").catch((answer: unknown) => answer);
    expect(refused).toMatchObject({ status: 404 });
    const engineer = await demoActor("engineer");
    expect(await unread(engineer, request)).toBe(1);
    expect(await openAttachment(engineer, kept?.id ?? "")).toMatchObject({ kind: "done" });
  });

  test("is not for another practice, nor about what was not sent yet", async () => {
    const request = await submitted();
    expect(await say(stranger, request, post("Hello."))).toEqual({ kind: "not-found" });
    expect(await say(await demoActor("pm"), request, post("Hello."))).toEqual({ kind: "forbidden" });
    const draft = await drafted();
    expect(await say(sales, draft, post("Hello."))).toEqual({ kind: "not-found" });
    expect(await say(provider, draft, post("Hello."))).toMatchObject({ kind: "refused", code: "not-now" });
  });
});

describe("asking for information", () => {
  const asked = async (form: RequestForm) => {
    const made = await createDraft(provider, form, `asked-${++nonces}`);
    if (made.kind !== "done") throw new Error(made.kind);
    await submitRequest(provider, made.row.id);
    const items = ["contacts.vendor.email", "emr.version", "document.guide", "no.such.field"];
    const outcome = await askForInfo(sales, made.row.id, { text: "Before we decide:", items });
    expect(outcome).toMatchObject({ kind: "done", row: { state: "info-requested", dueAt: null } });
    return made.row.id;
  };
  const roundOf = async (request: string) =>
    (await database().select().from(infoRequests).where(eq(infoRequests.requestId, request)))[0];
  const missingKeys = async (request: string, form: RequestForm) =>
    (await itemsMissing(database(), { id: request, form })).map(({ key }) => key);
  const said = async (request: string) =>
    (await database().select().from(posts).where(eq(posts.requestId, request)).orderBy(posts.seq)).map(
      ({ side, text }) => [side, text],
    );

  test("is answered once each item is given or said not to exist; before and after are kept", async () => {
    const form = await completeForm();
    const request = await asked(form);
    expect(await missingKeys(request, form)).toEqual(["document.guide", "contacts.vendor.email"]);
    const nothing = { text: "Here you are.", missing: {} };
    expect(await answerRequest(provider, request, nothing)).toMatchObject({ kind: "refused", code: "not-given" });

    const round = await roundOf(request);
    const guide = await attachToRequest(provider, request, file(), `${round?.id}/document.guide`);
    expect(guide).toMatchObject({ kind: "done" });
    const changed = { ...form, emr: { ...form.emr, version: "5.3" } };
    await saveDraft(provider, request, changed);
    expect(await missingKeys(request, changed)).toEqual(["contacts.vendor.email"]);
    const answer = { text: "Here you are.", missing: { "contacts.vendor.email": "Our vendor has only a phone." } };
    expect(await answerRequest(provider, request, answer)).toMatchObject({ kind: "done", row: { state: "submitted" } });

    expect((await roundOf(request))?.items).toEqual([
      expect.objectContaining({ key: "document.guide", before: "", given: "guide.pdf", missing: "" }),
      expect.objectContaining({ key: "emr.version", before: "5.2", given: "5.3", missing: "" }),
      expect.objectContaining({
        key: "contacts.vendor.email",
        before: "",
        given: "",
        missing: expect.stringMatching(/phone/),
      }),
    ]);
    expect(await said(request)).toEqual([
      ["lab", expect.stringMatching(/^Before we decide:\n\nNeeded:\n• Interface guide of your EMR\n• EMR version\n/)],
      [
        "practice",
        expect.stringMatching(/^Here you are\.\n\nGiven:\n.*we do not have this\. Our vendor has only a phone\.$/s),
      ],
    ]);
  });

  test("can be repeated, and a file for the first round does not answer the second", async () => {
    const form = await completeForm();
    const request = await asked(form);
    const round = await roundOf(request);
    await attachToRequest(provider, request, file(), `${round?.id}/document.guide`);
    const answer = { text: "", missing: { "contacts.vendor.email": "None." } };
    expect(await answerRequest(provider, request, answer)).toMatchObject({ kind: "done" });
    await askForInfo(sales, request, { text: "A newer one, please.", items: ["document.guide"] });
    expect(await missingKeys(request, form)).toEqual(["document.guide"]);
  });

  test("with a text alone needs words for an answer", async () => {
    const request = await submitted();
    await askForInfo(sales, request, { text: "Which sites?", items: [] });
    const empty = { text: "", missing: {} };
    expect(await answerRequest(provider, request, empty)).toMatchObject({ kind: "refused", code: "not-given" });
    expect(await answerRequest(stranger, request, { text: "Mine.", missing: {} })).toEqual({ kind: "not-found" });
    expect((await roundOf(request))?.answer).toBe("");
    const words = { text: "All of them.", missing: {} };
    expect(await answerRequest(provider, request, words)).toMatchObject({ kind: "done" });
  });
});
