import { database } from "~/db/client";
import { isOver } from "~/db/endpoint-settings";
import { tests } from "~/db/schema/compendium";
import { formatOf } from "~/engine/mapping";
import type { SandboxPorts } from "~/engine/sandbox";
import { templateAt } from "~/engine/templates/lookup";
import type { Actor } from "~/workflows/actor";
import { findConfiguration } from "~/workflows/connection/commands";
import { type EndpointForm, endpointSchema } from "~/workflows/connection/endpoint-form";
import { findEndpoint } from "~/workflows/connection/endpoints";
import type { ConnectionRow, Refusal } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";

/** The demo's EMR simulator as the far end of a connection. */
const accountOf = (row: ConnectionRow) => `emr-${row.id.slice(4)}`;

/** The settings of the sandbox EMR for this connection. */
export function sandboxEndpoint(sandbox: SandboxPorts, row: ConnectionRow): EndpointForm {
  return endpointSchema.parse({
    transport: "sftp",
    name: `${row.emrName} (sandbox)`,
    host: "127.0.0.1",
    port: sandbox.emrPort,
    username: accountOf(row),
    authKind: "password",
    secret: sandbox.password,
    pickupDirectory: "/orders",
    dropDirectory: "/results",
    archiveDirectory: "/archive",
    filePattern: "*.hl7, *.json",
    pollSeconds: 2,
  });
}

/** Whether this connection's EMR is the sandbox, so that an order can be placed in it from here. */
export async function usesSandbox(sandbox: SandboxPorts | null, row: ConnectionRow): Promise<boolean> {
  const endpoint = sandbox && (await findEndpoint(row.id, "emr"));
  if (!endpoint || !isOver(endpoint, "sftp")) return false;
  return endpoint.reach.port === sandbox?.emrPort && endpoint.reach.username === accountOf(row);
}

/** Places an order in the sandbox EMR, as its user would, with the first codes of the connection's code map. */
export async function placeSandboxOrder(
  sandbox: SandboxPorts | null,
  actor: Actor,
  row: ConnectionRow,
): Promise<{ kind: "done"; placerOrderNumber: string } | Refusal> {
  if (!may(actor, "connection.startTest", row)) return { kind: "forbidden" };
  if (!sandbox) return { kind: "not-found" };
  const configuration = await findConfiguration(row);
  const chosen = (configuration?.codeMap ?? []).slice(0, 2);
  const names = new Map(
    (await database().select({ code: tests.code, name: tests.name }).from(tests)).map((test) => [test.code, test.name]),
  );
  const ordered = chosen.map((entry) => ({
    code: entry.emrCode,
    text: entry.emrText ?? names.get(entry.labCode) ?? entry.labCode,
  }));
  if (ordered.length === 0) return { kind: "refused", code: "no-codes", message: "Map at least one code first." };
  const found = configuration && (await templateAt(configuration.templateName, configuration.templateVersion));
  const response = await fetch(`http://127.0.0.1:${sandbox.controlPort}/emr/accounts/${accountOf(row)}/orders`, {
    method: "POST",
    headers: { Authorization: `Bearer ${sandbox.token}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      tests: ordered,
      ...(found && { format: formatOf(found.whole) }),
      hl7Version: configuration?.templateName === "generic-orm-2.3" ? "2.3" : "2.5.1",
    }),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  if (!response?.ok)
    return {
      kind: "refused",
      code: "sandbox-silent",
      message: "The sandbox EMR does not answer. It is started again by itself; try in a few seconds.",
    };
  const placed = (await response.json()) as { placerOrderNumber: string };
  return { kind: "done", placerOrderNumber: placed.placerOrderNumber };
}
