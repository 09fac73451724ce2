import { and, eq, isNull, or, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { credentialsOf, type EndpointOver, type EndpointRow, sftpSettings } from "~/db/endpoint-settings";
import { allowedNetworks } from "~/db/queries/allowed-networks";
import { inForce, inForceOrBeside } from "~/db/queries/in-force";
import { configurationVersions, connections, type ProbeStep } from "~/db/schema/connections";
import { accessKeys, gateways, type Listener, type Transport } from "~/db/schema/transports";
import { probeNetwork, probeStep } from "~/engine/transports/network/probe-network";
import { vettedAddress } from "~/engine/transports/network/vetted-address";
import { restClient, restSettings } from "~/engine/transports/rest";
import { probeSftp } from "~/engine/transports/sftp";
import { wordsWithNextStep } from "~/engine/transports/socket-failure";
import { hostedKeysOf, lastLogin, ourServer } from "./hosted-account";

/** Tries what a connection needs of a far end, one step after the other, without sending a message. */
const connectMs = 10_000;

const stepNames: Record<string, string> = {
  tcp: "Network",
  "host-key": "Host key",
  authentication: "Sign-in",
  list: "List folder",
  write: "Write",
  rename: "Rename",
  "read-back": "Read back",
  delete: "Delete",
};

async function* probeFiles(endpoint: EndpointOver<"sftp">): AsyncGenerator<ProbeStep> {
  const { host, pickupDirectory, dropDirectory } = endpoint.reach;
  let address = "";
  const named = await probeStep("Name", async () => {
    address = await vettedAddress(host, await allowedNetworks());
    return `${host} is ${address}.`;
  });
  yield named;
  if (!named.ok) return;
  const settings = { ...sftpSettings(endpoint), address };
  for await (const step of probeSftp(settings, { pickup: pickupDirectory, drop: dropDirectory })) {
    if (step.step === "dns") continue;
    yield {
      step: stepNames[step.step] ?? step.step,
      ok: step.ok,
      ms: Math.round(step.ms),
      detail: step.error ? wordsWithNextStep(step.error) : step.detail,
    };
  }
}

/** What only pushes has no address to try: what can be seen is whether it has a key, and has shown it. */
async function* probePushes(endpoint: EndpointRow): AsyncGenerator<ProbeStep> {
  const keys = await accessKeysAt(endpoint);
  const made = await probeStep("Access key", async () => {
    if (keys.length === 0) throw new Error("Nobody has a key to push with. Make one here and send it to them.");
    return `${keys.length} can be pushed with.`;
  });
  yield made;
  if (!made.ok) return;
  yield await probeStep("Push", async () => {
    const last = keys.flatMap(({ lastUsedAt }) => lastUsedAt ?? []).sort((a, b) => b.getTime() - a.getTime())[0];
    if (!last) throw new Error("Nothing was pushed yet. Ask them to send something once, then check again.");
    return `The last push came at ${last.toISOString().slice(0, 16).replace("T", " ")} UTC.`;
  });
}

/** The open access keys of the connections that use this endpoint, now or once their change is in force. */
const accessKeysAt = ({ id, side }: EndpointRow) =>
  database()
    .select({ lastUsedAt: accessKeys.lastUsedAt })
    .from(accessKeys)
    .innerJoin(connections, eq(connections.id, accessKeys.connectionId))
    .innerJoin(configurationVersions, inForceOrBeside)
    .where(
      and(
        isNull(accessKeys.revokedAt),
        eq(accessKeys.side, side),
        eq(side === "emr" ? configurationVersions.emrEndpointId : configurationVersions.lisEndpointId, id),
      ),
    );

async function* probeRest(endpoint: EndpointOver<"rest">): AsyncGenerator<ProbeStep> {
  const { reach } = endpoint;
  if (!reach.url && !reach.pullUrl) return yield* probePushes(endpoint);
  const networks = await allowedNetworks();
  const address = reach.url ?? reach.pullUrl ?? "";
  const settings = restSettings({ ...reach, url: address }, credentialsOf(endpoint), networks);
  const url = new URL(address);
  const secure = url.protocol === "https:";
  const port = Number(url.port) || (secure ? 443 : 80);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const target = { host, port, ...(secure && { tls: settings.tls ?? {} }), allowedNetworks: networks };
  for await (const step of probeNetwork(target, connectMs)) {
    yield step;
    if (!step.ok) return;
  }
  const client = restClient(settings, { connectMs, totalMs: 15_000 });
  // A GET tells whether we are let in; an interface that only takes posts says so, which is as good.
  yield await probeStep("Sign-in", async () => {
    const answer = await client.send({ method: "GET" });
    if (answer.kind === "endpoint-refused" && answer.status !== 404 && answer.status !== 405) {
      throw new Error(answer.reason);
    }
    return `It answers HTTP ${answer.status} to a look, and does not refuse us.`;
  });
  client.close();
}

/** How the endpoint's listener is at the gateways that are up; undefined when none of them listens at all. */
async function listenerOf(endpointId: string): Promise<Listener | "soon" | undefined> {
  const rows = await database()
    .select({ listeners: gateways.listeners })
    .from(gateways)
    .where(sql`${gateways.listeners} is not null and ${gateways.seenAt} > now() - interval '30 seconds'`);
  const states = rows.flatMap(({ listeners }) => listeners?.[endpointId] ?? []);
  return states.find((one) => one.error === null) ?? states[0] ?? (rows.length > 0 ? "soon" : undefined);
}

/** Whether a connection runs by this endpoint; one that only stands beside is not listened for. */
async function isInForce(endpointId: string): Promise<boolean> {
  const [used] = await database()
    .select({ id: connections.id })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .where(or(eq(configurationVersions.emrEndpointId, endpointId), eq(configurationVersions.lisEndpointId, endpointId)))
    .limit(1);
  return used !== undefined;
}

async function* probeMllp(endpoint: EndpointOver<"mllp">): AsyncGenerator<ProbeStep> {
  const { host, port, tls, ca, certificate } = endpoint.reach;
  const { privateKey } = credentialsOf(endpoint);
  const own = certificate && privateKey ? { cert: certificate, key: privateKey } : {};
  const { listenPort } = endpoint.reach;
  if (listenPort !== null) {
    const ours = await probeStep("Our port", async () => {
      if (!(await isInForce(endpoint.id))) return `Port ${listenPort} opens for it when the change is put into force.`;
      const found = await listenerOf(endpoint.id);
      if (!found) throw new Error("No MLLP listener runs. Set GATEHOUSE_MLLP_HOST and start Gatehouse again.");
      if (found === "soon") throw new Error("It is being opened; check again in a few seconds.");
      if (found.error) throw new Error(found.error);
      return `Port ${listenPort} is open for it.`;
    });
    yield ours;
    if (!ours.ok) return;
  }
  if (host === null || port === null) return;
  yield* probeNetwork(
    { host, port, ...(tls && { tls: { ...(ca && { ca }), ...own } }), allowedNetworks: await allowedNetworks() },
    connectMs,
  );
}

/** The server is ours; what is out of our hands is whether the partner can sign in, and only its doing so shows that. */
async function* probeHosted(endpoint: EndpointOver<"hosted-sftp">): AsyncGenerator<ProbeStep> {
  const { account, username } = endpoint.reach;
  const running = await probeStep("Our server", async () => {
    const server = await ourServer();
    if (!server) throw new Error("It is not switched on. Set GATEHOUSE_SFTP_PORT and start Gatehouse again.");
    if (!server.up) throw new Error(`It has not been heard of for half a minute; it was at ${server.address}.`);
    return `It is up at ${server.address}.`;
  });
  yield running;
  if (!running.ok) return;
  const open = (await hostedKeysOf(account)).filter((key) => key.revokedAt === null);
  const keyed = await probeStep("Keys", async () => {
    if (open.length === 0) throw new Error(`No key opens the account ${username}. Add one of the partner's.`);
    return `${open.length} open the account ${username}.`;
  });
  yield keyed;
  if (!keyed.ok) return;
  yield await probeStep("Sign-in", async () => {
    const last = await lastLogin(account);
    if (!last) throw new Error("Nobody has signed in yet. Ask the partner to connect once, then check again.");
    if (!open.some((key) => key.sha256 === last.key)) {
      throw new Error("The key of the last sign-in was revoked. Ask the partner to connect once with a key of now.");
    }
    return `The partner signed in from ${last.address} at ${last.at.toISOString().slice(0, 16).replace("T", " ")} UTC.`;
  });
}

const probes: { [T in Transport]: (endpoint: EndpointOver<T>) => AsyncGenerator<ProbeStep> } = {
  sftp: probeFiles,
  rest: probeRest,
  mllp: probeMllp,
  "hosted-sftp": probeHosted,
};

/** Everything that was tried, in order; it ends with the first step that failed. */
export async function probeEndpoint(endpoint: EndpointRow): Promise<ProbeStep[]> {
  const probe = probes[endpoint.reach.transport] as (one: EndpointRow) => AsyncGenerator<ProbeStep>;
  const steps: ProbeStep[] = [];
  for await (const step of probe(endpoint)) steps.push(step);
  return steps;
}
