import { and, desc, eq, notInArray, sql } from "drizzle-orm";
import type { NetworkPageProps } from "~/app/components/operations/NetworkPage";
import { database } from "~/db/client";
import { listAllowedNetworks } from "~/db/queries/allowed-networks";
import { connections } from "~/db/schema/connections";
import { gateways, hostedAccounts, hostKeyAlgorithms } from "~/db/schema/transports";
import type { Actor } from "~/workflows/actor";
import type { Refusal } from "~/workflows/dispatch";
import { allowNetwork, forbidNetwork } from "~/workflows/gateway/allowed-networks";
import { discardHostKey, listHostKeys, prepareHostKey, switchHostKey } from "~/workflows/gateway/host-keys";
import { type Args, newNonce } from "./context.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

const page = "/admin/network";

/** Gateways, our host keys, the networks we may call. */
export async function loadNetwork(args: Args): Promise<Omit<NetworkPageProps, "errors" | "formError" | "typed">> {
  await requireActor(args, "gateway.view");
  const db = database();
  const [running, keys, networks, [partners]] = await Promise.all([
    db
      .select({ gateway: gateways, up: sql<boolean>`${gateways.seenAt} > now() - interval '30 seconds'` })
      .from(gateways)
      .orderBy(desc(gateways.seenAt))
      .limit(50),
    listHostKeys(),
    listAllowedNetworks(),
    db
      .select({ count: sql<number>`count(*)::int` })
      .from(hostedAccounts)
      .innerJoin(
        connections,
        and(eq(connections.id, hostedAccounts.connectionId), notInArray(connections.state, ["retired", "cancelled"])),
      ),
  ]);
  return {
    gateways: running.map(({ gateway: { id, machine, sftpAddress, listeners, seenAt }, up }) => ({
      id,
      machine,
      sftpAddress,
      listeners: listeners && Object.values(listeners),
      seenAt: seenAt.toISOString(),
      up,
    })),
    hostKeys: keys
      .map(({ id, algorithm, sha256, createdAt, shownAt, retiredAt }) => {
        const state = retiredAt ? ("retired" as const) : shownAt ? ("shown" as const) : ("next" as const);
        return { id, algorithm, sha256, state, since: (retiredAt ?? shownAt ?? createdAt).toISOString() };
      })
      .sort((a, b) => order[a.state] - order[b.state]),
    preparable:
      keys.length === 0
        ? []
        : hostKeyAlgorithms.filter(
            (algorithm) => !keys.some((key) => key.algorithm === algorithm && !key.shownAt && !key.retiredAt),
          ),
    partners: partners?.count ?? 0,
    networks,
    nonce: newNonce(),
  };
}

const order = { shown: 0, next: 1, retired: 2 };

type Handler = (actor: Actor, form: FormData) => Promise<unknown>;

const text = (form: FormData, name: string) => String(form.get(name) ?? "");
const settle = async (outcome: Promise<{ kind: "done" } | Refusal>, title: string, words: string) => {
  const result = await outcome;
  return result.kind === "done" ? done(page, title, words) : refused(result);
};

const handlers: Record<string, Handler> = {
  prepareHostKey: async (actor, form) => {
    const algorithm = hostKeyAlgorithms.find((one) => one === text(form, "algorithm"));
    if (!algorithm) throw new Response(null, { status: 400 });
    return settle(prepareHostKey(actor, algorithm), "Next key prepared", "Tell the partners its fingerprint.");
  },
  switchHostKey: (actor, form) =>
    settle(switchHostKey(actor, text(form, "keyId")), "Key switched", "It is shown from the next connection on."),
  discardHostKey: (actor, form) =>
    settle(discardHostKey(actor, text(form, "keyId")), "Key thrown away", "Nobody was shown it."),
  allowNetwork: async (actor, form) => {
    const outcome = await allowNetwork(actor, { network: text(form, "network"), reason: text(form, "reason") });
    if (outcome.kind === "invalid") return invalid(outcome.errors, valuesOf(form));
    if (outcome.kind !== "done") return refused(outcome, valuesOf(form));
    return done(page, "Network allowed", "Endpoints in it are called from now on.");
  },
  forbidNetwork: (actor, form) =>
    settle(forbidNetwork(actor, text(form, "network")), "Network removed", "Endpoints in it are not called any more."),
};

/** Every form of the page, by `intent`. */
export async function actOnNetwork(args: Args) {
  const actor = await requireActor(args, "gateway.manage");
  const form = await args.request.formData();
  const handler = handlers[text(form, "intent")];
  if (!handler) throw new Response(null, { status: 400 });
  return handler(actor, form);
}
