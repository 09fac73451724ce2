import type { endpoints } from "./schema/connections";
import { openSecret } from "./secrets";

/** An endpoint row as the SFTP transport wants it, its secret opened. Keep it in memory no longer than the call. */
export function endpointSettings(endpoint: typeof endpoints.$inferSelect) {
  const secret = openSecret(endpoint.secret, secretPlace(endpoint.id));
  return {
    host: endpoint.host,
    port: endpoint.port,
    username: endpoint.username,
    auth:
      endpoint.authKind === "password"
        ? { kind: "password" as const, password: secret }
        : { kind: "private-key" as const, privateKey: secret },
    hostKeySha256: endpoint.hostKeySha256 ?? "",
  };
}

/** Where an endpoint's secret is kept; part of what it is sealed for. */
export const secretPlace = (endpointId: string) => `endpoints/${endpointId}/secret`;
