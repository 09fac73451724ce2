import { customType, timestamp } from "drizzle-orm/pg-core";

/** A moment, always with its zone. */
export const moment = (name: string) => timestamp(name, { withTimezone: true });

/** Bytes as received or as sent; never decoded on the way in or out. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
