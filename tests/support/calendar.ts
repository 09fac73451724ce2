import type { BusinessCalendar } from "~/workflows/request/sla";

const day = { opensAt: 8 * 60, closesAt: 18 * 60 };

/** The hours a new installation has: Monday to Friday from 8 to 18 in New York. */
export const labHours: BusinessCalendar = {
  timeZone: "America/New_York",
  week: [day, day, day, day, day, null, null],
  days: [],
};
