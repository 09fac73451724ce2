import { type SQL, sql } from "drizzle-orm";
import { labCalendarId } from "../schema/sla";

/** Today at the lab, for a comparison with a day. */
export const labDay: SQL = sql`(now() at time zone (select time_zone from business_calendars where id = ${labCalendarId}))::date`;
