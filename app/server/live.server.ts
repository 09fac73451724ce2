import { listen } from "~/db/client";
import { noticeChannel } from "~/db/transaction";
import { may } from "~/workflows/policy";
import type { Args } from "./context.server";
import { recentChanges } from "./recent-changes.server";
import { actorOf, findUser } from "./session.server";

/**
 * Server-sent events for open pages. One database listener per process feeds all of them; an event only says that a
 * topic changed, the page then asks for its data again and is checked again.
 */
type Listener = { topics: Set<string>; changed: (topic: string) => void };

const listeners = new Set<Listener>();
const recent = recentChanges();
let listening: Promise<unknown> | undefined;

function ensureListening(): Promise<unknown> {
  const announce = (topic: string) => {
    recent.changed(topic);
    for (const listener of listeners) if (topic === "" || listener.topics.has(topic)) listener.changed(topic);
  };
  // After a reconnect nobody knows what was missed, so everybody looks again.
  listening ??= listen(noticeChannel, announce, () => announce("")).catch((error: unknown) => {
    listening = undefined;
    throw error;
  });
  return listening;
}

const topicPattern =
  /^(?:connection:con_[0-9a-z]{8}|request:req_[0-9a-z]{8}|requests|connections|messages|alerts|compendium|syncs|rollOuts|replays|replay:rpl_[0-9a-z]{8}|mail|practice:prc_[0-9a-z]{8}|import:imp_[0-9a-z]{8}|imports)$/;

export async function streamEvents(args: Args): Promise<Response> {
  const user = await findUser(args);
  if (!user) return new Response(null, { status: 401 });
  const actor = actorOf(user, args.context.clientAddress);
  const params = new URL(args.request.url).searchParams;
  const asked = (params.get("topics") ?? "").split(",").slice(0, 20);
  // A provider may listen to what its own pages show; ids of others tell it nothing but that something changed.
  const staff = may(actor, "connection.list");
  const topics = new Set(asked.filter((topic) => topicPattern.test(topic) && (staff || topic.includes(":"))));
  await ensureListening();

  const encoder = new TextEncoder();
  let finish = () => undefined as undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => {
        try {
          controller.enqueue(encoder.encode(text));
        } catch {
          finish();
        }
      };
      const listener: Listener = { topics, changed: (topic) => send(`event: changed\ndata: ${topic}\n\n`) };
      const beat = setInterval(() => send(": here\n\n"), 20_000);
      finish = () => {
        clearInterval(beat);
        listeners.delete(listener);
        return undefined;
      };
      args.request.signal.addEventListener("abort", () => {
        finish();
        try {
          controller.close();
        } catch {
          // closed already
        }
      });
      listeners.add(listener);
      send("retry: 2000\n\n");
      // What happened between the reading of the page's data and now.
      for (const topic of recent.within(topics, Number(params.get("age")) || 0)) listener.changed(topic);
    },
    cancel: () => finish(),
  });
  return new Response(body, {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" },
  });
}
