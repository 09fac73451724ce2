import { inArray, ne, or, sql } from "drizzle-orm";
import { inForce } from "~/db/queries/in-force";
import { configurationVersions, connections, endpoints, type PickupProof } from "~/db/schema/connections";
import type { Reach, SftpReach } from "~/db/schema/transports";
import type { Transaction } from "~/db/transaction";
import { matcherOf } from "~/engine/transports/sftp";
import type { ConnectionRow } from "../dispatch";
import { findConfiguration } from "./commands";
import { shown } from "./shown-version";
import { waysNeeded } from "./ways";

/**
 * The pickups that a run beside live traffic has to prove: folders that only the tested change reads. Real files there are
 * left alone until the switch-over; one file of the run's own, under a name nothing else has, is taken the usual way.
 */
export async function trialPickups(tx: Transaction, row: ConnectionRow, runId: string): Promise<PickupProof[]> {
  const tested = shown(row);
  if (row.state !== "live" || tested.configurationVersion === row.configurationVersion) return [];
  const configuration = await findConfiguration(tested, tx.db);
  const ids = { emr: configuration?.emrEndpointId ?? "", lis: configuration?.lisEndpointId ?? "" };
  const [wanted, used] = await Promise.all([
    tx.db
      .select()
      .from(endpoints)
      .where(inArray(endpoints.id, Object.values(ids))),
    tx.db
      .select({ id: endpoints.id, reach: endpoints.reach })
      .from(connections)
      .innerJoin(configurationVersions, inForce)
      .innerJoin(
        endpoints,
        or(
          sql`${endpoints.id} = ${configurationVersions.emrEndpointId}`,
          sql`${endpoints.id} = ${configurationVersions.lisEndpointId}`,
        ),
      )
      .where(ne(connections.state, "retired")),
  ]);
  return (["emr", "lis"] as const).flatMap((side): PickupProof[] => {
    const endpoint = wanted.find(({ id }) => id === ids[side]);
    const reach = endpoint && pickedUp(endpoint.reach);
    if (!endpoint || !reach || !waysNeeded(tested.mode, side).in) return [];
    // Where somebody reads already the file would be theirs to take, and their traffic proves the way.
    if (used.some((one) => one.id === endpoint.id || overlaps(one.reach, reach))) return [];
    const name = testFileName(reach.filePattern, runId.slice(4));
    const problem = name ? null : `No file name of ours fits the pattern ${reach.filePattern}.`;
    return [{ side, endpointId: endpoint.id, folder: reach.pickupDirectory, name: name ?? "", seen: null, problem }];
  });
}

type PickedUp = SftpReach & { pickupDirectory: string };
const pickedUp = (reach: Reach): PickedUp | undefined =>
  reach.transport === "sftp" && reach.pickupDirectory !== null ? (reach as PickedUp) : undefined;

/** Whether a reader at one place may come upon the files of the other: the same server, and one folder within the other. */
export function overlaps(one: Reach, other: PickedUp): boolean {
  const read = pickedUp(one);
  if (!read || read.host !== other.host || read.port !== other.port || read.username !== other.username) return false;
  const [a, b] = [read, other].map(({ pickupDirectory }) => `${pickupDirectory.replace(/\/+$/, "")}/`) as [
    string,
    string,
  ];
  return a.startsWith(b) || b.startsWith(a);
}

/** A name for the file that the pattern lets through; undefined when none of ours does. */
export function testFileName(pattern: string, tag: string): string | undefined {
  const [glob = ""] = pattern.split(",");
  const name = glob.trim().replace("*", `gatehouse-test-${tag}`).replaceAll("*", "").replaceAll("?", "0");
  return name.includes(tag) && matcherOf(pattern)(name) ? name : undefined;
}
