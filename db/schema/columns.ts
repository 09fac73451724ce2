import { deflateSync, inflateSync } from "node:zlib";
import { customType, timestamp } from "drizzle-orm/pg-core";

/** A moment, always with its zone. */
export const moment = (name: string) => timestamp(name, { withTimezone: true });

/** Bytes as received or as sent; never decoded on the way in or out. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** JSON that is kept to be looked at, not to be searched: in zlib's format (RFC 1950). Rows of old hold the plain text. */
export const deflatedJson = customType<{ data: unknown; driverData: Buffer }>({
  dataType: () => "bytea",
  toDriver: (value) => deflateSync(JSON.stringify(value), { level: 3 }),
  fromDriver: (kept) => JSON.parse((kept[0] === zlibHeader ? inflateSync(kept) : kept).toString("utf8")),
});
/** No JSON begins with this byte, an x. */
const zlibHeader = 0x78;
