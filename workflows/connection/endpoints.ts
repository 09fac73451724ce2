import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import {
  addressOf,
  type Credentials,
  credentialsOf,
  type EndpointRow,
  isConfirmed,
  isOver,
  secretOf,
  secretPlace,
} from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { allowedNetworks } from "~/db/queries/allowed-networks";
import { connections, endpoints } from "~/db/schema/connections";
import { endpointChecks } from "~/db/schema/set-up";
import { sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { vettedAddress } from "~/engine/transports/network/vetted-address";
import { fetchHostKey, type HostKey } from "~/engine/transports/sftp";
import { type Actor, personId } from "../actor";
import type { ConnectionRow, Outcome, Refusal } from "../dispatch";
import { may } from "../policy";
import { findConfiguration, saveConfiguration } from "./commands";
import { type EndpointForm, reachOf, sameFarEnd } from "./endpoint-form";
import { hostedReach } from "./hosted-account";
import { probeEndpoint } from "./probe-endpoint";
import { shown } from "./shown-version";
import { wayMissing } from "./ways";

export type Side = "emr" | "lis";
const columnOf = { emr: "emrEndpointId", lis: "lisEndpointId" } as const;

/**
 * Saves one side's settings as a new endpoint and a new configuration version. The pin and the secret of the endpoint
 * before are kept where they still apply.
 */
export async function saveEndpoint(
  actor: Actor,
  id: string,
  side: Side,
  form: EndpointForm,
): Promise<Outcome<ConnectionRow>> {
  const earlier = await findShownEndpoint(id, side);
  if (form.transport === "hosted-sftp" && side === "lis") {
    return { kind: "refused", code: "emr-only", message: "Accounts on our own server are for the practice's side." };
  }
  const [connection] = await database()
    .select({ mode: connections.mode })
    .from(connections)
    .where(eq(connections.id, id));
  const missing = connection && wayMissing(form, connection.mode, side);
  if (missing) return { kind: "refused", code: "way-missing", ...missing };
  const kept = earlier && sameFarEnd(form, earlier.reach) ? earlier : undefined;
  const plain = secretsOf(form, kept);
  if (plain === undefined) {
    const message = "A password or key is needed for this server.";
    return { kind: "refused", code: "secret-needed", message, field: "secret" };
  }
  const typed = "secret" in form ? form.secret : "privateKey" in form && form.privateKey;
  const where =
    form.transport === "hosted-sftp" ? "on our SFTP server" : addressOf(reachOf(form)) || "that pushes to us";
  const note = `${side === "emr" ? "EMR" : "Lab"} endpoint ${where}`;
  return saveConfiguration(actor, id, note, async (db) => {
    const endpointId = newId("end");
    const reach = form.transport === "hosted-sftp" ? await hostedReach(db, id, form) : reachOf(form);
    await db.insert(endpoints).values({
      id: endpointId,
      side,
      name: form.name,
      reach,
      secret: plain === "" ? null : sealSecret(plain, secretPlace(endpointId)),
      ...(kept && {
        hostKeySha256: kept.hostKeySha256,
        hostKeyPinnedBy: kept.hostKeyPinnedBy,
        hostKeyPinnedAt: kept.hostKeyPinnedAt,
        nextHostKeySha256: kept.nextHostKeySha256,
        ...(!typed && { secretSetAt: kept.secretSetAt }),
      }),
    });
    return { [columnOf[side]]: endpointId };
  });
}

/**
 * What is sealed for a form: what was typed, else what the same far end was given before. Undefined when a secret is
 * needed and there is none.
 */
function secretsOf(form: EndpointForm, kept: EndpointRow | undefined): string | undefined {
  if (form.transport === "sftp") return form.secret || (kept && secretOf(kept)) || undefined;
  if (form.transport === "hosted-sftp") return "";
  const before = kept ? credentialsOf(kept) : {};
  const asked = form.transport === "rest" && form.authScheme !== "none";
  const credential = form.transport === "rest" ? form.secret || before.credential : undefined;
  if (asked && !credential) return undefined;
  const privateKey = form.certificate ? form.privateKey || before.privateKey : undefined;
  if (form.certificate && !privateKey) return undefined;
  if (!asked && !privateKey) return "";
  return JSON.stringify({
    ...(asked && credential && { credential }),
    ...(privateKey && { privateKey }),
  } satisfies Credentials);
}

/** The endpoint of one side in the configuration in force. */
export const findEndpoint = (connectionId: string, side: Side) => endpointOf(connectionId, side, (row) => row);

/** The endpoint of one side as the workspace shows it: that of the candidate, where a live connection has one. */
export const findShownEndpoint = (connectionId: string, side: Side) => endpointOf(connectionId, side, shown);

async function endpointOf(
  connectionId: string,
  side: Side,
  version: (row: ConnectionRow) => ConnectionRow,
): Promise<EndpointRow | undefined> {
  const [row] = await database().select().from(connections).where(eq(connections.id, connectionId));
  const configuration = row && (await findConfiguration(version(row)));
  const endpointId = configuration?.[columnOf[side]];
  if (!endpointId) return undefined;
  const [endpoint] = await database().select().from(endpoints).where(eq(endpoints.id, endpointId));
  return endpoint;
}

/** Asks the server for its key, without signing in, so that a person can compare it and confirm. */
export async function lookUpHostKey(
  actor: Actor,
  id: string,
  side: Side,
): Promise<{ kind: "found"; key: HostKey } | Refusal> {
  const checked = await authorised(actor, "connection.pinHostKey", id, side);
  if (checked.kind !== "ready") return checked;
  if (!isOver(checked.endpoint, "sftp")) return noHostKey;
  try {
    const { host, port, quirks } = checked.endpoint.reach;
    const address = await vettedAddress(host, await allowedNetworks());
    const { legacyAlgorithms } = quirks;
    const key = await fetchHostKey({ host, port, address, legacyAlgorithms }, { connectMs: 10_000 });
    return { kind: "found", key };
  } catch (error) {
    return { kind: "refused", code: "unreachable", message: messageOf(error) };
  }
}

/** Pins the key a person has confirmed. From then on any other key is refused before a credential is sent. */
export async function pinHostKey(
  actor: Actor,
  id: string,
  side: Side,
  sha256: string,
): Promise<{ kind: "done" } | Refusal> {
  const checked = await authorised(actor, "connection.pinHostKey", id, side);
  if (checked.kind !== "ready") return checked;
  if (!isOver(checked.endpoint, "sftp")) return noHostKey;
  if (!isFingerprint(sha256)) return notAFingerprint;
  return withTransaction(async (tx) => {
    await tx.db
      .update(endpoints)
      .set({
        hostKeySha256: sha256,
        hostKeyPinnedBy: personId(actor),
        hostKeyPinnedAt: new Date(),
        checkOk: null,
        nextHostKeySha256: null,
      })
      .where(eq(endpoints.id, checked.endpoint.id));
    tx.audit({
      chain: id,
      actor: actor.id,
      action: "connection.pinHostKey",
      objectId: checked.endpoint.id,
      outcome: "done",
      meta: { sha256, before: checked.endpoint.hostKeySha256 },
    });
    tx.notify(`connection:${id}`);
    return { kind: "done" };
  });
}

/** Tries everything the connection needs of the server, one step at a time, and keeps what was seen. */
export async function checkEndpoint(
  actor: Actor,
  id: string,
  side: Side,
): Promise<{ kind: "done"; ok: boolean } | Refusal> {
  const checked = await authorised(actor, "connection.probe", id, side);
  if (checked.kind !== "ready") return checked;
  const { endpoint } = checked;
  if (!isConfirmed(endpoint)) {
    return { kind: "refused", code: "not-pinned", message: "Confirm the server's host key first." };
  }
  const steps = await probeEndpoint(endpoint);
  const ok = steps.every((step) => step.ok);
  return withTransaction(async (tx) => {
    await tx.db.insert(endpointChecks).values({
      id: newId("chk"),
      connectionId: id,
      endpointId: endpoint.id,
      side,
      ok,
      ms: steps.reduce((sum, step) => sum + step.ms, 0),
      steps,
      checkedBy: personId(actor),
    });
    await tx.db
      .update(endpoints)
      .set({ checkedAt: new Date(), checkOk: ok, checkSteps: steps })
      .where(eq(endpoints.id, endpoint.id));
    tx.audit({
      chain: id,
      actor: actor.id,
      action: "connection.probe",
      objectId: endpoint.id,
      outcome: ok ? "done" : "failed",
      meta: { steps: steps.map((step) => ({ step: step.step, ok: step.ok, ms: step.ms })) },
    });
    tx.notify(`connection:${id}`);
    return { kind: "done", ok };
  });
}

/** As `ssh-keygen -l` prints it. */
export const isFingerprint = (text: string) => /^SHA256:[A-Za-z0-9+/]{43}$/.test(text);

export const notAFingerprint: Refusal = {
  kind: "refused",
  code: "bad-fingerprint",
  message: "A fingerprint reads SHA256: and 43 characters.",
};

export const noHostKey: Refusal = {
  kind: "refused",
  code: "no-host-key",
  message: "Only an SFTP server has a host key.",
};

/** The endpoint of a side, when the actor may do this with it. */
export async function authorised(
  actor: Actor,
  action: "connection.probe" | "connection.pinHostKey",
  id: string,
  side: Side,
): Promise<{ kind: "ready"; endpoint: EndpointRow } | Refusal> {
  if (!may(actor, action)) return { kind: "forbidden" };
  const endpoint = await findShownEndpoint(id, side);
  if (!endpoint) return { kind: "refused", code: "no-endpoint", message: "Save this side's settings first." };
  return { kind: "ready", endpoint };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : "The server could not be reached.");
