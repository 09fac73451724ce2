/** The internal networks our processes may call: everything public may be called, nothing internal unless it is here. */
import { eq } from "drizzle-orm";
import { type AllowedNetwork, allowedNetworksKey, readAllowedNetworks } from "~/db/queries/allowed-networks";
import { settings } from "~/db/schema/operations";
import { type Transaction, withTransaction } from "~/db/transaction";
import { networkOf } from "~/engine/transports/network/vetted-address";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

type Done = { kind: "done" };
/** Wider ones would allow more than anybody means. */
const widest = { ipv4: 8, ipv6: 32 };
const longestReason = 200;

/** What stands against a network that was typed, or the network as it is kept. */
function checked(typed: string): { network: string } | { problem: string } {
  const read = networkOf(typed.trim());
  if (!read) return { problem: "An address or a network is needed, such as 10.20.0.0/16 or 10.20.1.4." };
  if (read.prefix < widest[read.family]) {
    return { problem: `A network from /${widest[read.family]} on; a wider one would allow nearly everything.` };
  }
  return { network: `${read.address}/${read.prefix}` };
}

/** Lets endpoints be in a network, and says why. */
export async function allowNetwork(
  actor: Actor,
  form: { network: string; reason: string },
): Promise<Done | Refusal | { kind: "invalid"; errors: Record<string, string> }> {
  if (!may(actor, "gateway.manage")) return { kind: "forbidden" };
  const found = checked(form.network);
  const reason = form.reason.trim().slice(0, longestReason);
  const errors = {
    ...("problem" in found && { network: found.problem }),
    ...(reason === "" && { reason: "A reason is needed; whoever reads this later wants to know." }),
  };
  if ("problem" in found || Object.keys(errors).length > 0) return { kind: "invalid", errors };
  const { network } = found;
  return change(actor, "network.allow", network, (before) =>
    before.some((one) => one.network === network)
      ? { kind: "refused", code: "known", message: `${network} is allowed already.` }
      : [...before, { network, reason, by: actor.kind === "person" ? actor.name : null, at: new Date().toISOString() }],
  );
}

/** Takes a network off the list. Endpoints in it are not called from their next connection on. */
export async function forbidNetwork(actor: Actor, network: string): Promise<Done | Refusal> {
  if (!may(actor, "gateway.manage")) return { kind: "forbidden" };
  return change(actor, "network.forbid", network, (before) => {
    const kept = before.filter((one) => one.network !== network);
    return kept.length < before.length ? kept : { kind: "not-found" };
  });
}

async function change(
  actor: Actor,
  action: string,
  network: string,
  next: (before: AllowedNetwork[]) => AllowedNetwork[] | Refusal,
): Promise<Done | Refusal> {
  return withTransaction(async (tx): Promise<Done | Refusal> => {
    const list = next(await locked(tx));
    if (!Array.isArray(list)) return list;
    const value = JSON.stringify(list);
    await tx.db.update(settings).set({ value }).where(eq(settings.key, allowedNetworksKey));
    const reason = list.find((one) => one.network === network)?.reason;
    tx.audit({
      chain: "system",
      actor: actor.id,
      action,
      objectId: network,
      outcome: "done",
      ...(reason && { reason }),
    });
    return { kind: "done" };
  });
}

async function locked(tx: Transaction): Promise<AllowedNetwork[]> {
  await tx.db.insert(settings).values({ key: allowedNetworksKey, value: "[]" }).onConflictDoNothing();
  const [row] = await tx.db.select().from(settings).where(eq(settings.key, allowedNetworksKey)).for("update");
  return readAllowedNetworks(row?.value);
}
