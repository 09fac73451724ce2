import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "~/db/client";
import { endpointSettings, secretPlace } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { connections, endpoints, type ProbeStep } from "~/db/schema/connections";
import { openSecret, sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { fetchHostKey, type HostKey, probeSftp } from "~/engine/transports/sftp";
import { type Actor, personId } from "../actor";
import type { ConnectionRow, Outcome, Refusal } from "../dispatch";
import { may } from "../policy";
import { type EndpointRow, findConfiguration, saveConfiguration } from "./commands";

const directory = z
  .string()
  .trim()
  .min(1, "A folder is needed, such as /orders.")
  .max(500)
  .refine((path) => !path.includes("\0") && !path.split("/").includes(".."), "This is not a plain folder name.");

export const endpointSchema = z.object({
  name: z.string().trim().min(1, "A name is needed.").max(100),
  host: z
    .string()
    .trim()
    .min(1, "The server's name or address is needed.")
    .regex(/^[A-Za-z0-9.:_-]+$/, "Only the name or address, without sftp:// and without a folder."),
  port: z.coerce.number().int().min(1, "A port from 1 to 65535.").max(65_535, "A port from 1 to 65535."),
  username: z.string().trim().min(1, "The user name is needed.").max(200),
  authKind: z.enum(["password", "private-key"]),
  /** Empty: keep the one that is set. */
  secret: z.string().max(20_000),
  pickupDirectory: directory,
  dropDirectory: directory,
  archiveDirectory: z.union([z.literal(""), directory]),
  filePattern: z.string().trim().min(1, "A pattern is needed, such as *.hl7.").max(200),
  pollSeconds: z.coerce.number().int().min(1, "At least 1 second.").max(86_400, "At most one day."),
});
export type EndpointForm = z.infer<typeof endpointSchema>;

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
  const earlier = await findEndpoint(id, side);
  if (!form.secret && !earlier) {
    return { kind: "refused", code: "secret-needed", message: "A password or key is needed the first time." };
  }
  return saveConfiguration(actor, id, `${side === "emr" ? "EMR" : "Lab"} endpoint ${form.host}`, async (db) => {
    const endpointId = newId("end");
    const { secret, archiveDirectory, ...settings } = form;
    const sameServer = earlier && earlier.host === form.host && earlier.port === form.port;
    const plain = secret || (earlier ? openSecret(earlier.secret, secretPlace(earlier.id)) : "");
    await db.insert(endpoints).values({
      ...settings,
      id: endpointId,
      side,
      secret: sealSecret(plain, secretPlace(endpointId)),
      archiveDirectory: archiveDirectory || null,
      ...(sameServer && {
        hostKeySha256: earlier.hostKeySha256,
        hostKeyPinnedBy: earlier.hostKeyPinnedBy,
        hostKeyPinnedAt: earlier.hostKeyPinnedAt,
      }),
      ...(!secret && earlier && { secretSetAt: earlier.secretSetAt }),
    });
    return { [columnOf[side]]: endpointId };
  });
}

/** The endpoint of one side in the configuration in force. */
export async function findEndpoint(connectionId: string, side: Side): Promise<EndpointRow | undefined> {
  const [row] = await database().select().from(connections).where(eq(connections.id, connectionId));
  const configuration = row && (await findConfiguration(row));
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
  try {
    const key = await fetchHostKey({ host: checked.endpoint.host, port: checked.endpoint.port }, { connectMs: 10_000 });
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
  if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(sha256)) {
    return { kind: "refused", code: "bad-fingerprint", message: "A fingerprint reads SHA256: and 43 characters." };
  }
  return withTransaction(async (tx) => {
    await tx.db
      .update(endpoints)
      .set({ hostKeySha256: sha256, hostKeyPinnedBy: personId(actor), hostKeyPinnedAt: new Date(), checkOk: null })
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

const stepNames: Record<string, string> = {
  dns: "Name",
  tcp: "Network",
  "host-key": "Host key",
  authentication: "Sign-in",
  list: "List folder",
  write: "Write",
  rename: "Rename",
  "read-back": "Read back",
  delete: "Delete",
};

/** Tries everything the connection needs of the server, one step at a time, and keeps what was seen. */
export async function checkEndpoint(
  actor: Actor,
  id: string,
  side: Side,
): Promise<{ kind: "done"; ok: boolean } | Refusal> {
  const checked = await authorised(actor, "connection.probe", id, side);
  if (checked.kind !== "ready") return checked;
  const { endpoint } = checked;
  if (!endpoint.hostKeySha256) {
    return { kind: "refused", code: "not-pinned", message: "Confirm the server's host key first." };
  }
  const folders = { pickup: endpoint.pickupDirectory, drop: endpoint.dropDirectory };
  const steps: ProbeStep[] = [];
  for await (const step of probeSftp(endpointSettings(endpoint), folders)) {
    steps.push({
      step: stepNames[step.step] ?? step.step,
      ok: step.ok,
      ms: Math.round(step.ms),
      detail: step.error?.message ?? step.detail,
    });
  }
  const ok = steps.every((step) => step.ok);
  return withTransaction(async (tx) => {
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

async function authorised(
  actor: Actor,
  action: "connection.probe" | "connection.pinHostKey",
  id: string,
  side: Side,
): Promise<{ kind: "ready"; endpoint: EndpointRow } | Refusal> {
  if (!may(actor, action)) return { kind: "forbidden" };
  const endpoint = await findEndpoint(id, side);
  if (!endpoint) return { kind: "refused", code: "no-endpoint", message: "Save this side's settings first." };
  return { kind: "ready", endpoint };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : "The server could not be reached.");
