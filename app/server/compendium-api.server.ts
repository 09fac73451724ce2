import { z } from "zod";
import { fileKinds } from "~/workflows/compendium/file-formats";
import { answerByEmr, nextUpdate } from "~/workflows/sync/acknowledge";
import { callerOf } from "./api-key.server";
import { type Args, param } from "./context.server";
import { problem } from "./problem.server";

const nothing = () => new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });

/** The oldest update an EMR has not confirmed, as a file; nothing when none waits. */
export async function compendiumUpdate(args: Args): Promise<Response> {
  const connectionId = param(args, "id");
  const caller = await callerOf(args, connectionId, "emr");
  if (caller instanceof Response) return caller;
  const update = await nextUpdate(connectionId);
  if (!update?.file) return nothing();
  return new Response(new Uint8Array(update.file), {
    headers: {
      "Content-Type": fileKinds[update.format].mediaType,
      "Cache-Control": "no-store",
      "Gatehouse-Update": update.id,
    },
  });
}

const answerSchema = z.object({ loaded: z.boolean(), reason: z.string().max(500).default("") });

/** The EMR's word on an update. */
export async function compendiumAnswer(args: Args): Promise<Response> {
  const connectionId = param(args, "id");
  const caller = await callerOf(args, connectionId, "emr");
  if (caller instanceof Response) return caller;
  const body: unknown = await args.request.json().catch(() => undefined);
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) return problem(400, 'Send {"loaded": true}, or {"loaded": false, "reason": "…"}, as JSON.');
  const { loaded, reason } = parsed.data;
  const outcome = await answerByEmr(
    connectionId,
    param(args, "update"),
    loaded ? undefined : reason || "it gave no reason",
  );
  if (outcome.kind === "refused") return problem(409, outcome.message);
  return outcome.kind === "done" ? nothing() : problem(404, "This connection has no update with this ID.");
}
