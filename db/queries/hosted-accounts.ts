import { and, asc, eq, isNull, notInArray, sql } from "drizzle-orm";
import { database } from "../client";
import { configurationVersions, connections, endpoints } from "../schema/connections";
import { hostedAccounts, hostedKeys } from "../schema/transports";
import type { Writer } from "../transaction";
import { inForceOrBeside } from "./in-force";

/** An account that is in force, and the endpoint that stands for it now. */
export type OpenAccount = { account: string; username: string; connectionId: string; endpointId: string };

/**
 * The endpoint of the account's connection is this account, in force or in the change beside it, so that the partner can
 * sign in before the switch-over; and the connection has not ended. What is in force comes first.
 */
const inForce = (db: Pick<Writer, "select">) =>
  db
    .select({
      account: hostedAccounts.id,
      username: hostedAccounts.username,
      connectionId: connections.id,
      endpointId: endpoints.id,
    })
    .from(hostedAccounts)
    .innerJoin(
      connections,
      and(eq(connections.id, hostedAccounts.connectionId), notInArray(connections.state, ["retired", "cancelled"])),
    )
    .innerJoin(configurationVersions, inForceOrBeside)
    .innerJoin(
      endpoints,
      and(
        eq(endpoints.id, configurationVersions.emrEndpointId),
        sql`${endpoints.reach}->>'transport' = 'hosted-sftp'`,
        sql`${endpoints.reach}->>'account' = ${hostedAccounts.id}`,
      ),
    );

/** The account a user name and a key's fingerprint (`SHA256:…`) open now. */
export async function accountOfKey(username: string, sha256: string): Promise<OpenAccount | undefined> {
  const [found] = await inForce(database())
    .innerJoin(
      hostedKeys,
      and(eq(hostedKeys.account, hostedAccounts.id), eq(hostedKeys.sha256, sha256), isNull(hostedKeys.revokedAt)),
    )
    .where(eq(hostedAccounts.username, username))
    .orderBy(asc(configurationVersions.version))
    .limit(1);
  return found;
}

/** The account with this id, as long as it is in force. */
export async function accountInForce(
  account: string,
  db: Pick<Writer, "select"> = database(),
): Promise<OpenAccount | undefined> {
  const [found] = await inForce(db)
    .where(eq(hostedAccounts.id, account))
    .orderBy(asc(configurationVersions.version))
    .limit(1);
  return found;
}
