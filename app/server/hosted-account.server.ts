import { data } from "@remix-run/node";
import type { HostedAccountProps } from "~/app/components/workspace/HostedAccount";
import type { EndpointRow } from "~/db/endpoint-settings";
import { isOver } from "~/db/endpoint-settings";
import { type HostKeyAlgorithm, hostKeyAlgorithms } from "~/db/schema/transports";
import type { Actor } from "~/workflows/actor";
import {
  addHostedKeys,
  hostedKeysOf,
  lastLogin,
  lastRefusal,
  makeHostedKey,
  ourServer,
  revokeHostedKey,
} from "~/workflows/connection/hosted-account";
import type { ConnectionRow } from "~/workflows/dispatch";
import { listHostKeys } from "~/workflows/gateway/host-keys";
import { may } from "~/workflows/policy";
import { newNonce } from "./context.server";
import { done, refused } from "./respond.server";

/** Where our SFTP server is, as partners are told it: name and port apart. */
export async function serverForPartners(): Promise<HostedAccountProps["server"]> {
  const server = await ourServer();
  if (!server) return null;
  const [, host = server.address, port = "22"] = /^(.*?)(?::(\d+))?$/.exec(server.address) ?? [];
  return { host, port, up: server.up };
}

const preference = ({ algorithm }: { algorithm: HostKeyAlgorithm }) => hostKeyAlgorithms.indexOf(algorithm);

/** The fingerprints our server shows, then those it is going to show. */
export async function hostKeysForPartners(): Promise<HostedAccountProps["hostKeys"]> {
  const keys = (await listHostKeys()).filter((key) => key.retiredAt === null);
  return keys
    .map(({ algorithm, sha256, shownAt }) => ({ algorithm, sha256, next: shownAt === null }))
    .sort((a, b) => Number(a.next) - Number(b.next) || preference(a) - preference(b));
}

/** What the card of an endpoint on our own server says beyond its settings; null for any other. */
export async function hostedAccountOf(
  actor: Actor,
  row: ConnectionRow,
  endpoint: EndpointRow | undefined,
): Promise<HostedAccountProps | null> {
  if (!endpoint || !isOver(endpoint, "hosted-sftp")) return null;
  const { account, username } = endpoint.reach;
  const [server, hostKeys, keys, last, turnedAway] = await Promise.all([
    serverForPartners(),
    hostKeysForPartners(),
    hostedKeysOf(account),
    lastLogin(account),
    lastRefusal(account),
  ]);
  return {
    username,
    server,
    hostKeys,
    keys: keys.map(({ createdAt, revokedAt, by, ...key }) => ({
      ...key,
      by: by ?? "Gatehouse",
      at: createdAt.toISOString(),
      revokedAt: revokedAt?.toISOString() ?? null,
    })),
    lastLogin: last ? { at: last.at.toISOString(), address: last.address } : null,
    lastRefusal: turnedAway
      ? {
          at: turnedAway.at.toISOString(),
          address: turnedAway.address,
          sha256: turnedAway.key,
          revoked: keys.some((key) => key.revokedAt !== null && key.sha256 === turnedAway.key),
        }
      : null,
    canChangeKeys: may(actor, "connection.changeKeys", row),
    nonce: newNonce(),
  };
}

type Move = { actor: Actor; row: ConnectionRow; form: FormData; page: string };

/** What was pasted never goes back to the page: it may have been a private key. */
export async function actOnNewKeys({ actor, row, form, page }: Move) {
  const outcome = await addHostedKeys(actor, row.id, String(form.get("publicKeys") ?? ""));
  if (outcome.kind === "refused") return data({ errors: {}, keyError: outcome.message }, { status: 422 });
  if (outcome.kind !== "done") return refused(outcome);
  return outcome.added === 0
    ? done(page, "Nothing to add", "These keys open the account already.")
    : done(page, outcome.added === 1 ? "Key added" : `${outcome.added} keys added`, "The partner can sign in now.");
}

/** Makes a pair and gives the private half this once; the page is not left, since a redirect could not carry it. */
export async function actOnMadeKey({ actor, row }: Move) {
  const outcome = await makeHostedKey(actor, row.id);
  if (outcome.kind !== "done") return refused(outcome);
  const madeKey = {
    privateKey: outcome.privateKey,
    fileName: `gatehouse-${row.facilityCode.toLowerCase()}`.replace(/[^a-z0-9-]/g, ""),
    sha256: outcome.key.sha256,
  };
  return data({ errors: {}, madeKey }, { headers: { "Cache-Control": "no-store" } });
}

export async function actOnRevokedKey({ actor, row, form, page }: Move) {
  const outcome = await revokeHostedKey(actor, row.id, String(form.get("keyId") ?? ""));
  return outcome.kind === "done" ? done(page, "Key revoked", "It opens nothing any more.") : refused(outcome);
}
