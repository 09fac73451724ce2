import { eq } from "drizzle-orm";
import { database } from "../client";
import { settings } from "../schema/operations";

export const allowedNetworksKey = "allowed-networks";

/** An internal network endpoints may be in, such as `10.20.0.0/16`: why, and since when by whom (null: the installation). */
export type AllowedNetwork = { network: string; reason: string; by: string | null; at: string | null };

/** The value of the setting; one made before reasons were asked for is a list of networks alone. */
export const readAllowedNetworks = (value: string | undefined): AllowedNetwork[] =>
  value === undefined
    ? []
    : (JSON.parse(value) as (string | AllowedNetwork)[]).map((one) =>
        typeof one === "string" ? { network: one, reason: "", by: null, at: null } : one,
      );

/** The networks an administrator has allowed, in the order they were added; none until somebody does. */
export async function listAllowedNetworks(): Promise<AllowedNetwork[]> {
  const [row] = await database().select().from(settings).where(eq(settings.key, allowedNetworksKey));
  return readAllowedNetworks(row?.value);
}

/** The same as addresses alone, for those who connect. */
export const allowedNetworks = async (): Promise<string[]> => (await listAllowedNetworks()).map((one) => one.network);
