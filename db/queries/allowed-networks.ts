import { eq } from "drizzle-orm";
import { database } from "../client";
import { settings } from "../schema/operations";

export const allowedNetworksKey = "allowed-networks";

/** Internal networks that endpoints may be in, as the admin says, such as `10.20.0.0/16`; none until somebody says so. */
export async function allowedNetworks(): Promise<string[]> {
  const [row] = await database().select().from(settings).where(eq(settings.key, allowedNetworksKey));
  return row ? (JSON.parse(row.value) as string[]) : [];
}
