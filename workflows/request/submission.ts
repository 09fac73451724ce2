import { queueMail } from "~/emails/outbox";
import type { Effects, RequestRow } from "../dispatch";
import { addressesOf, type Lab } from "../lab";
import * as letters from "./letters";
import { providerAddresses } from "./people";
import { startClock } from "./sla-clock";
import { holdSlaRules } from "./sla-rules";

/** What goes with a request that is sent: its clock starts, and both sides are told. */
export const submission = (lab: Lab, now: Date): Effects<RequestRow> => ({
  change: async (row, db) => ({ submittedAt: now, ...startClock(await holdSlaRules(db, "share"), row, now) }),
  also: async (tx, row) => {
    const cause = `request.submit ${row.id}` as const;
    await queueMail(tx, await addressesOf(tx.db, "sales"), cause, letters.submitted(row, lab));
    await queueMail(tx, await providerAddresses(tx.db, row), cause, letters.received(row, lab));
  },
});
