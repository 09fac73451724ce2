import { z } from "zod";
import { templateUses } from "~/db/schema/approvals";
import { assignRequests, claimRequest } from "~/workflows/request/assignment";
import { removeMessageTemplate, saveMessageTemplate } from "~/workflows/request/message-templates";
import { removeView, saveView } from "~/workflows/request/saved-views";
import type { Args } from "./context.server";
import { filterQuery } from "./request-queue.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

type Handler = (args: Args, form: FormData, back: string) => Promise<unknown>;

const requestId = z.string().regex(/^req_[0-9a-z]+$/);
const chosen = z.array(requestId).min(1).max(200);
const viewName = z.string().trim().min(1, "A view needs a name.").max(40, "At most 40 characters.");
const requests = (count: number) => `${count} ${count === 1 ? "request" : "requests"}`;

const template = z.object({
  id: z.string().transform((id) => id || null),
  use: z.enum(templateUses),
  name: z.string().trim().min(1).max(60),
  text: z.string().trim().min(1).max(2_000),
});

const handlers: Record<string, Handler> = {
  claim: async (args, form, back) => {
    const actor = await requireActor(args, "request.claim");
    const id = requestId.safeParse(form.get("ids"));
    if (!id.success) return invalid({ form: "Choose a request first." });
    const outcome = await claimRequest(actor, id.data);
    return outcome.kind === "done" ? done(back, "Claimed", "The request is yours.") : refused(outcome);
  },
  assign: async (args, form, back) => {
    const actor = await requireActor(args, "request.assign");
    const ids = chosen.safeParse(form.getAll("ids"));
    if (!ids.success) return invalid({ form: "Choose one request or several, at most 200." });
    const to = String(form.get("assignee") ?? "") || null;
    const outcome = await assignRequests(actor, ids.data, to);
    if (outcome.kind !== "done") return refused(outcome);
    if (outcome.changed === 0)
      return refused({ kind: "refused", code: "none", message: outcome.why ?? "Nothing was changed." });
    const words = outcome.kept > 0 ? `${requests(outcome.kept)} stayed: ${outcome.why}` : undefined;
    return done(back, `${requests(outcome.changed)} ${to ? "assigned" : "released"}`, words);
  },
  saveView: async (args, form) => {
    const actor = await requireActor(args, "request.list");
    const query = filterQuery(new URLSearchParams(String(form.get("query") ?? "").slice(0, 500)));
    const name = viewName.safeParse(form.get("name"));
    if (!name.success) return invalid({ name: name.error.issues[0]?.message ?? "" }, valuesOf(form));
    const outcome = await saveView(actor, name.data, query);
    return outcome.kind === "done" ? done(`/approvals?${query}`, "View kept") : refused(outcome, valuesOf(form));
  },
  saveTemplate: async (args, form, back) => {
    const actor = await requireActor(args, "messageTemplate.edit");
    const parsed = template.safeParse(Object.fromEntries(form));
    if (!parsed.success) {
      return invalid({ form: "A template needs a name of at most 60 characters and a text of at most 2,000." });
    }
    const outcome = await saveMessageTemplate(actor, parsed.data);
    return outcome.kind === "done" ? done(back, "Template saved") : refused(outcome);
  },
  removeTemplate: async (args, form, back) => {
    const actor = await requireActor(args, "messageTemplate.edit");
    const outcome = await removeMessageTemplate(actor, String(form.get("id") ?? ""));
    return outcome.kind === "done" ? done(back, "Template removed") : refused(outcome);
  },
  removeView: async (args, form) => {
    const actor = await requireActor(args, "request.list");
    const outcome = await removeView(actor, String(form.get("id") ?? ""));
    return outcome.kind === "done" ? done("/approvals", "View removed") : refused(outcome);
  },
};

/** What is done to the queue rather than to the open request, by `intent`; `openId` is the request that stays open. */
export async function actOnQueue(args: Args) {
  const form = await args.request.formData();
  const handler = handlers[String(form.get("intent"))];
  if (!handler) throw new Response(null, { status: 400 });
  const open = requestId.safeParse(form.get("openId"));
  return handler(args, form, `/approvals${open.success ? `/${open.data}` : ""}${new URL(args.request.url).search}`);
}
