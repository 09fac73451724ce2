import { asc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { practices, users } from "~/db/schema/people";
import { connectionRequests, emrSystems, type RequestForm } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import type { Actor } from "~/workflows/actor";
import { getLab } from "~/workflows/lab";
import { approveRequest, askForInfo, createDraft, submitRequest } from "~/workflows/request/commands";
import { emptyRequestForm } from "~/workflows/request/form";
import { loadRatings } from "~/workflows/request/load-matrix";
import { type BusinessCalendar, businessTimeBetween } from "~/workflows/request/sla";
import { startClock } from "~/workflows/request/sla-clock";
import { loadSlaRules } from "~/workflows/request/sla-rules";
import { demoTalks, seedFiles, seedPosts } from "./conversation";

export type Plan = {
  hoursAgo: number;
  next?: "ask" | "approve";
  /** Which EMR product; any other plan takes the next of the list. */
  emr?: string;
  orders: string;
  tests: string[];
  panels: string[];
};

/** Requests of other practices, made by the product's own commands, so that no board of the demo is empty. */
const plans: Plan[] = [
  { hoursAgo: 13, orders: "1800", tests: ["CBCD", "CMP", "TSH"], panels: ["PWELL", "PDIAB"] },
  { hoursAgo: 17, orders: "2400", tests: ["STREP", "UA", "CBC"], panels: [] },
  { hoursAgo: 15, orders: "900", tests: ["CEA", "CBCD", "LDH"], panels: [] },
  { hoursAgo: 6, orders: "1150", tests: ["HSCRP", "LIPID"], panels: ["PDIAB"] },
  { hoursAgo: 4, next: "ask", orders: "760", tests: ["LEAD", "CBC", "STREP"], panels: [] },
  { hoursAgo: 9, next: "approve", orders: "980", tests: ["A1C", "LIPID", "TSH"], panels: ["PWELL"] },
  { hoursAgo: 8, next: "approve", emr: "Vellum EHR", orders: "1320", tests: ["CBC", "UA", "TSH"], panels: ["PIRON"] },
  { hoursAgo: 7, next: "approve", emr: "Tidewater EMR", orders: "300", tests: ["CMP", "ANA", "ALT"], panels: [] },
];

export async function seedRequests(): Promise<void> {
  const db = database();
  const [people, catalogue, [seller]] = await Promise.all([
    db.select().from(users).innerJoin(practices, eq(practices.id, users.practiceId)).orderBy(asc(users.email)),
    db.select().from(emrSystems).orderBy(asc(emrSystems.product)),
    db.select().from(users).where(eq(users.email, "sales@demo.example")),
  ]);
  const emrs = catalogue.filter(({ note }) => note !== "");
  const ratingOf = await loadRatings(emrs.map(({ id }) => id));
  const others = people.filter(({ users: user }) => user.email !== "provider@demo.example");
  for (const [i, plan] of plans.entries()) {
    const one = others[i];
    const emr = emrs.find(({ product }) => product === plan.emr) ?? emrs[i % emrs.length];
    if (!one || !emr || !seller) continue;
    const form = formOf(one.practices, emr.id, plan);
    const provider = actorOf(one.users);
    const talk = demoTalks[i] ?? {};
    const id = await seedRequest(one.users, form, plan.hoursAgo, `demo-${i}`, (request) =>
      seedFiles(provider, request, talk),
    );
    const sales = actorOf(seller);
    await seedPosts(provider, sales, id, talk);
    if (plan.next === "ask") {
      const items = ["practice.labAccountNumber", "contacts.vendor.email", "document.sampleOrder"];
      await askForInfo(sales, id, { text: "Which of your sites order blood lead tests, and how?", items });
    }
    if (plan.next === "approve") {
      await approveRequest(sales, id, {
        transport: ratingOf(emr.id).recommended,
        overrideReason: "",
        tier: "B",
        ordersPerMonth: Number(plan.orders),
        targetDate: form.targetDate,
        tests: plan.tests,
        panels: plan.panels,
        reason: "They move from fax; the volume is above the line.",
      });
    }
  }
}

/** One request, submitted `hours` of business time ago. Returns its id. */
export async function seedRequest(
  provider: typeof users.$inferSelect,
  form: RequestForm,
  hours: number,
  nonce: string,
  beforeSubmit: (id: string) => Promise<void> = async () => undefined,
): Promise<string> {
  const draft = await createDraft(actorOf(provider), form, nonce);
  if (draft.kind !== "done") throw new Error(`The demo request ${nonce} was not made: ${draft.kind}`);
  await beforeSubmit(draft.row.id);
  await submitRequest(actorOf(provider), draft.row.id);
  await backdate(draft.row.id, hours);
  return draft.row.id;
}

/** The demo's clock: as if the request had been submitted `hours` of business time ago. */
async function backdate(id: string, hours: number): Promise<void> {
  const [lab, rules] = await Promise.all([getLab(), loadSlaRules()]);
  const submittedAt = businessTimeAgo(hours * 3_600_000, lab.calendar);
  await withTransaction(async (tx) => {
    const [row] = await tx.db.select().from(connectionRequests).where(eq(connectionRequests.id, id));
    if (!row) return;
    await tx.db
      .update(connectionRequests)
      .set({ submittedAt, stateSince: submittedAt, ...startClock(rules, row, submittedAt) })
      .where(eq(connectionRequests.id, id));
  });
}

/** The latest moment from which `ms` of business time have passed until now, to the minute, within the last month. */
function businessTimeAgo(ms: number, calendar: BusinessCalendar): Date {
  const now = new Date();
  let [early, late] = [now.getTime() - 30 * 86_400_000, now.getTime()];
  while (late - early > 60_000) {
    const middle = Math.floor((early + late) / 2);
    if (businessTimeBetween(new Date(middle), now, calendar) >= ms) early = middle;
    else late = middle;
  }
  return new Date(early);
}

export function formOf(practice: typeof practices.$inferSelect, emrId: string, plan: Plan): RequestForm {
  const contact = (who: string) => ({
    name: who,
    email: `${who.split(" ")[0]?.toLowerCase()}@example.test`,
    phone: "(555) 010-0110",
  });
  return {
    ...emptyRequestForm,
    practice: {
      legalName: practice.name,
      npi: practice.npi,
      labAccountNumber: "",
      addressLine: practice.address?.line ?? "",
      city: practice.address?.city ?? "",
      state: practice.address?.state ?? "",
      postalCode: practice.address?.postalCode ?? "",
      timeZone: practice.timeZone,
      specialty: practice.specialty ?? "",
      sites: "Main office",
    },
    emr: { systemId: emrId, otherName: "", version: "11", vendorName: "" },
    volume: { orders: plan.orders, results: plan.orders },
    targetDate: new Date(Date.now() + 21 * 86_400_000).toISOString().slice(0, 10),
    tests: plan.tests,
    panels: plan.panels,
    contacts: {
      clinical: contact("Clinical Lead"),
      technical: contact("Technical Lead"),
      vendor: { name: "", email: "", phone: "" },
      signer: contact("Signer Fictus"),
    },
  };
}

export const actorOf = (user: typeof users.$inferSelect): Actor => ({
  kind: "person",
  id: user.id,
  name: user.name,
  email: user.email,
  roles: user.roles,
  practiceId: user.practiceId,
  address: "127.0.0.1",
});
