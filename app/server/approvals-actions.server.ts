import { z } from "zod";
import { approveRequest, askForInfo, rejectionReasons, rejectRequest } from "~/workflows/request/commands";
import { type Args, param } from "./context.server";
import { actOnConversation, isTalk } from "./conversation.server";
import { done, fieldErrors, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

const codes = z.array(z.string()).transform((list) =>
  list
    .flatMap((value) => value.split(","))
    .map((code) => code.trim())
    .filter(Boolean),
);

const approval = z.object({
  transport: z.enum(["sftp", "rest"], "Choose SFTP or REST."),
  overrideReason: z.string().trim().max(1_000),
  tier: z.enum(["A", "B", "C"], "Choose a tier."),
  ordersPerMonth: z.coerce.number("A number, please.").int().min(0).max(9_999_999),
  targetDate: z.union([z.literal(""), z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "Choose a date.")]),
  tests: codes,
  panels: codes,
  reason: z.string().trim().min(1, "A reason is kept with the decision.").max(1_000),
  matrixSeen: z.string().max(20_000).optional(),
});
const question = z.object({
  question: z.string().trim().min(1, "What do you want to know?").max(2_000),
  items: z.array(z.string()),
});
const rejection = z.object({
  reasonCode: z.enum(Object.keys(rejectionReasons) as [keyof typeof rejectionReasons], "Choose a reason."),
  message: z.string().trim().min(1, "The practice reads this, so it is needed.").max(2_000),
});

/** `intent`: `approve`, `ask` or `reject`, each with its own fields; or one of the conversation. */
export async function actOnApproval(args: Args) {
  const id = param(args, "requestId");
  const reader = await requireActor(args, "request.list");
  const form = await args.request.formData();
  const typed = valuesOf(form);
  const to = `/approvals/${id}${new URL(args.request.url).search}`;
  const intent = form.get("intent");

  if (isTalk(form)) return actOnConversation(reader, id, form, to);
  if (intent === "approve") {
    const actor = await requireActor(args, "request.approve");
    const parsed = approval.safeParse({
      ...Object.fromEntries(form),
      overrideReason: String(form.get("overrideReason") ?? ""),
      targetDate: String(form.get("targetDate") ?? ""),
      tests: form.getAll("tests").map(String),
      panels: form.getAll("panels").map(String),
    });
    if (!parsed.success) return invalid(fieldErrors(parsed.error.issues), typed);
    if (parsed.data.tests.length + parsed.data.panels.length === 0) {
      return invalid({ tests: "Offer at least one test or panel." }, typed);
    }
    const outcome = await approveRequest(actor, id, parsed.data);
    if (outcome.kind === "refused" && outcome.code === "override-needs-reason")
      return invalid({ overrideReason: outcome.message }, typed);
    if (outcome.kind === "refused" && outcome.field) return invalid({ [outcome.field]: outcome.message }, typed);
    if (outcome.kind !== "done") return refused(outcome, typed);
    return done(to, "Approved", "The connection is with engineering, and the practice is told.");
  }
  if (intent === "ask") {
    const actor = await requireActor(args, "request.ask");
    const parsed = question.safeParse({ ...Object.fromEntries(form), items: form.getAll("items") });
    if (!parsed.success) return invalid(fieldErrors(parsed.error.issues), typed);
    const outcome = await askForInfo(actor, id, { text: parsed.data.question, items: parsed.data.items });
    return outcome.kind === "done"
      ? done(to, "Question sent", "The clock stands still until the practice answers.")
      : refused(outcome, typed);
  }
  const actor = await requireActor(args, "request.reject");
  const parsed = rejection.safeParse(Object.fromEntries(form));
  if (!parsed.success) return invalid(fieldErrors(parsed.error.issues), typed);
  const outcome = await rejectRequest(actor, id, parsed.data.reasonCode, parsed.data.message);
  return outcome.kind === "done"
    ? done(to, "Request declined", "The practice reads your message.")
    : refused(outcome, typed);
}
