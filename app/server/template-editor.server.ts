/** The mapping editor's page: its data, saving and publishing the draft, and trying it on messages. */
import { and, desc, eq, inArray, or } from "drizzle-orm";
import { z } from "zod";
import type { Flow, MappingEditorProps, RuleSet, SaveAnswer, StoredMessage } from "~/app/components/mapping/types";
import { database } from "~/db/client";
import { messageTime } from "~/db/ids";
import { inForce } from "~/db/queries/in-force";
import { configurationVersions, connections, messages, practices } from "~/db/schema";
import type { MapSpec, Template } from "~/engine/mapping";
import { type FoundTemplate, isShipped, newestTemplate } from "~/engine/templates/lookup";
import type { Actor } from "~/workflows/actor";
import { may } from "~/workflows/policy";
import { discardDraft, findDraft, publishDraft, saveDraft, startDraft } from "~/workflows/template/commands";
import { type Args, newNonce, param } from "./context.server";
import { done, invalid, refused } from "./respond.server";
import { requireActor } from "./session.server";
import { evaluate, runSamples, type TriedMessage } from "./template-evaluation.server";
import { vocabularyFor } from "./template-vocabulary.server";

/** What is posted for trying or saving is at most this long, in characters. */
const longestPost = 1_600_000;
const longestMessage = 400_000;
const storedShown = 40;

/** What the page shows: the draft with all the editor needs, or that there is none yet. */
export type EditorPage =
  | ({ kind: "draft" } & MappingEditorProps)
  | { kind: "none"; title: string; from: string; canStart: boolean; nonce: string };

export async function loadEditor(args: Args): Promise<EditorPage> {
  const actor = await requireActor(args, "template.edit");
  const name = param(args, "name");
  const [found, newest] = await Promise.all([findDraft(name), newestTemplate(name)]);
  if (!found) {
    if (!newest) throw new Response(null, { status: 404 });
    const { title } = newest.whole;
    return { kind: "none", title, from: newest.version, canStart: !isShipped(name), nonce: newNonce() };
  }
  const { draft } = found;
  const base = draft.body.extends === undefined ? undefined : await newestTemplate(draft.body.extends);
  const runsOn = await connectionsRunning([name]);
  const offered = await connectionsRunning([name, ...(base ? [base.name, ...base.bases.map((one) => one.name)] : [])]);
  return {
    kind: "draft",
    name,
    title: draft.body.title,
    draftLabel: newest ? "draft" : "first draft",
    runs: runsWords(newest, runsOn.length),
    body: draft.body,
    revision: draft.revision,
    savedAt: draft.updatedAt.toISOString(),
    side: draft.body.side,
    format: draft.body.format ?? base?.whole.format ?? "hl7",
    base: base ? ruleSet(base.whole, base.whole.title) : null,
    published: newest ? ruleSet(newest.whole, newest.version) : null,
    messages: may(actor, "message.viewContent") ? await storedMessages(offered) : [],
    vocabulary: vocabularyFor(draft.body.hl7Version),
    evaluateHref: `/templates/${name}/evaluate`,
    draftHref: `/templates/${name}/draft`,
    tablesHref: `/templates/${name}/tables`,
    pageHref: `/templates/${name}`,
    canPublish: may(actor, "template.publish"),
    nonce: newNonce(),
  };
}

function ruleSet(whole: Template, label: string): RuleSet {
  const { orders, results, tables = {}, samples, title, description, side, mode, hl7Version, format, sources } = whole;
  const partsOf = ({ rules: _, remove: __, ...parts }: MapSpec = {}) => parts;
  return {
    label,
    orders: orders?.rules ?? [],
    results: results?.rules ?? [],
    tables,
    samples,
    maps: { orders: partsOf(orders), results: partsOf(results) },
    about: { title, description, side, mode, hl7Version, ...(format && { format }), ...(sources && { sources }) },
  };
}

function runsWords(newest: FoundTemplate | undefined, count: number): string {
  if (!newest) return "Not published yet. Nothing runs it before that.";
  const where = count === 0 ? "no connection" : count === 1 ? "1 connection" : `${count} connections`;
  return `${newest.version} runs at ${where}. Publishing the draft changes none of them until each takes it.`;
}

/** Ids of connections whose newest configuration names one of these templates. */
async function connectionsRunning(names: readonly string[]): Promise<string[]> {
  const rows = await database()
    .select({ id: connections.id })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .where(
      or(
        inArray(configurationVersions.templateName, [...names]),
        inArray(configurationVersions.lisTemplateName, [...names]),
      ),
    )
    .limit(1_000);
  return rows.map(({ id }) => id);
}

async function storedMessages(connectionIds: readonly string[]): Promise<StoredMessage[]> {
  if (connectionIds.length === 0) return [];
  const rows = await database()
    .select({
      id: messages.id,
      direction: messages.direction,
      at: messages.receivedAt,
      title: messages.title,
      practice: practices.name,
    })
    .from(messages)
    .innerJoin(connections, eq(connections.id, messages.connectionId))
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(inArray(messages.connectionId, [...connectionIds]))
    .orderBy(desc(messages.receivedAt))
    .limit(storedShown);
  return rows.map(({ id, direction, at, title, practice }) => ({
    id,
    at: at.toISOString(),
    flow: direction === "order" ? "orders" : "results",
    label: `${title}, ${practice}`,
  }));
}

/** Starting, publishing and discarding, from the page's forms. */
export async function actOnEditor(args: Args) {
  const actor = await requireActor(args, "template.edit");
  const name = param(args, "name");
  const form = await args.request.formData();
  const intent = form.get("intent");
  if (intent === "start") {
    const outcome = await startDraft(actor, name);
    if (outcome.kind === "done") return done(`/templates/${name}/edit`, "Draft started");
    return outcome.kind === "invalid" ? invalid({ form: outcome.problems[0]?.message ?? "" }) : refused(outcome);
  }
  if (intent === "discard") {
    const outcome = await discardDraft(actor, name);
    return outcome.kind === "done" ? done("/templates", "Draft discarded") : refused(outcome);
  }
  const revision = Number(form.get("revision"));
  const outcome = await publishDraft(actor, name, String(form.get("note") ?? ""), { revision });
  if (outcome.kind === "invalid") {
    const [first] = outcome.problems;
    const more = outcome.problems.length - 1;
    const rest = more > 0 ? ` ${more} more ${more === 1 ? "thing stops" : "things stop"} it; run the samples.` : "";
    return invalid({
      note: `${first?.rule ? `Rule ${first.rule}: ` : ""}${first?.message ?? "It cannot be published."}${rest}`,
    });
  }
  if (outcome.kind === "refused") return invalid({ note: outcome.message });
  if (outcome.kind !== "done") return refused(outcome);
  return done(`/templates/${name}`, `Version ${outcome.version} published`, "Connections take it one by one.");
}

const savePost = z.object({ intent: z.literal("save"), revision: z.number().int(), body: z.unknown() });

/** Saves the draft; who saved meanwhile is told with their draft. */
export async function saveEditorDraft(args: Args): Promise<SaveAnswer> {
  const actor = await requireActor(args, "template.edit");
  const name = param(args, "name");
  const post = savePost.parse(await readPost(args.request));
  const outcome = await saveDraft(actor, name, post.body, post.revision);
  if (outcome.kind === "done") {
    return { kind: "saved", revision: outcome.draft.revision, at: outcome.draft.updatedAt.toISOString() };
  }
  if (outcome.kind === "invalid") return { kind: "invalid", message: invalidWords(outcome.problems) };
  if (outcome.kind === "not-found") return { kind: "gone" };
  if (outcome.kind === "forbidden") throw new Response(null, { status: 403 });
  const theirs = outcome.code === "changed" ? await findDraft(name) : undefined;
  if (!theirs) return { kind: "invalid", message: outcome.message };
  const { draft, by } = theirs;
  return { kind: "conflict", by, at: draft.updatedAt.toISOString(), revision: draft.revision, body: draft.body };
}

const invalidWords = ([first]: { rule?: string; place: string }[]) =>
  first?.rule ? `Rule ${first.rule} is not complete.` : `${first?.place || "The template"} is not complete.`;

const sampleChoice = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("sample"), index: z.number().int() }),
  z.object({ kind: z.literal("message"), id: z.string().max(100) }),
  z.object({ kind: z.literal("pasted"), text: z.string().max(longestMessage) }),
]);
const evaluatePost = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("evaluate"),
    edit: z.number().int(),
    flow: z.enum(["orders", "results"]),
    sample: sampleChoice,
    body: z.unknown(),
  }),
  z.object({ intent: z.literal("samples"), edit: z.number().int(), body: z.unknown() }),
]);

/** Tries the posted draft; nothing of it is kept. */
export async function evaluateDraft(args: Args) {
  const actor = await requireActor(args, "template.edit");
  const parsed = evaluatePost.safeParse(await readPost(args.request));
  if (!parsed.success) throw new Response(null, { status: 400 });
  const post = parsed.data;
  if (post.intent === "samples") return runSamples(post.edit, post.body);
  const tried = await triedMessage(actor, post.body, post.sample, post.flow);
  return evaluate(post.edit, post.body, post.flow, tried);
}

async function triedMessage(
  actor: Actor,
  body: unknown,
  choice: z.infer<typeof sampleChoice>,
  flow: Flow,
): Promise<TriedMessage | undefined> {
  if (choice.kind === "pasted") return { content: choice.text, masked: false };
  if (choice.kind === "message") return storedContent(actor, choice.id, flow);
  const samples = (body as { samples?: { message?: unknown }[] } | null)?.samples;
  const message = Array.isArray(samples) ? samples[choice.index]?.message : undefined;
  return typeof message === "string" ? { content: message, masked: false } : undefined;
}

/** A stored message for those who may read messages; what identifies the patient stays on the server. */
async function storedContent(actor: Actor, id: string, flow: Flow): Promise<TriedMessage | undefined> {
  if (!may(actor, "message.viewContent")) throw new Response(null, { status: 403 });
  const receivedAt = messageTime(id);
  if (!receivedAt) return undefined;
  const [found] = await database()
    .select({ raw: messages.raw, direction: messages.direction })
    .from(messages)
    .where(and(eq(messages.id, id), eq(messages.receivedAt, receivedAt)));
  if (!found || (found.direction === "order") !== (flow === "orders")) return undefined;
  return { content: found.raw, masked: true };
}

/** The posted JSON, if it is not too long. */
async function readPost(request: Request): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > longestPost) throw new Response(null, { status: 413 });
  const text = await request.text();
  if (text.length > longestPost) throw new Response(null, { status: 413 });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Response(null, { status: 400 });
  }
}
