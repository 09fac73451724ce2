import { asc, eq, ne } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { stateHistory } from "~/db/schema/connections";
import { practices, users } from "~/db/schema/people";
import { connectionRequests, emrSystems } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { assignRequests } from "~/workflows/request/assignment";
import { rejectionReasons } from "~/workflows/request/commands";
import { isNpi } from "~/workflows/request/form";
import { requestMachineVersion } from "~/workflows/request/machine";
import { actorOf, formOf, type Plan, seedRequest } from "./requests";

/** More practices that wait, and who of Sales looks after them: 0 Maren, 1 Jun. Names and numbers are made up. */
const waiting: (Pick<Plan, "hoursAgo" | "orders"> & { practice: string; city: string; owner?: 0 | 1 })[] = [
  { practice: "Red Mesa Endocrinology", city: "Gallup", hoursAgo: 15.5, orders: "640", owner: 0 },
  { practice: "Confluence Rheumatology", city: "Sunbury", hoursAgo: 14, orders: "410", owner: 1 },
  { practice: "Moss Creek Nephrology", city: "Savannah", hoursAgo: 10, orders: "520", owner: 0 },
  { practice: "Ferry Landing Primary Care", city: "Annapolis", hoursAgo: 8, orders: "1040", owner: 1 },
  { practice: "Thistledown Allergy Group", city: "Moscow", hoursAgo: 5, orders: "220" },
  { practice: "Linden Park Geriatrics", city: "Peoria", hoursAgo: 3, orders: "450" },
  { practice: "Copperfield Orthopedics", city: "Butte", hoursAgo: 2, orders: "1700" },
  { practice: "Harbor Bend Internal Medicine", city: "Duluth", hoursAgo: 0.5, orders: "860" },
];

/** Decided in the weeks before: how many a week, and how many of them too late. */
const decidedByWeek: [number, number][] = [
  [2, 1],
  [3, 0],
  [2, 0],
  [4, 1],
  [3, 0],
  [2, 0],
  [3, 1],
  [4, 0],
  [3, 0],
  [2, 0],
  [3, 0],
];

/** A second person of Sales, a dozen requests of different ages, and what was declined in the weeks before. */
export async function seedQueue(): Promise<void> {
  const db = database();
  const [[maren], emrs] = await Promise.all([
    db.select().from(users).where(eq(users.email, "sales@demo.example")),
    db.select().from(emrSystems).where(ne(emrSystems.note, "")).orderBy(asc(emrSystems.product)),
  ]);
  if (!maren || emrs.length === 0) return;
  const jun = { ...maren, id: newId("usr"), email: "sales2@demo.example", name: "Jun Sato" };
  const askers = waiting.map((plan, i) => {
    const practice = {
      ...noPractice,
      id: newId("prc"),
      name: plan.practice,
      npi: npiOf(i),
      address: addressOf(plan.city, i),
    };
    const user = {
      ...noUser,
      id: newId("usr"),
      email: `provider${i + 20}@demo.example`,
      name: `Provider at ${plan.practice}`,
      practiceId: practice.id,
    };
    return { plan, practice, user, emr: emrs[i % emrs.length] };
  });
  await withTransaction(async (tx) => {
    await tx.db.insert(users).values(jun);
    await tx.db.insert(practices).values(askers.map(({ practice }) => practice));
    await tx.db.insert(users).values(askers.map(({ user }) => user));
  });
  const owned: [string[], string[]] = [[], []];
  for (const [i, { plan, practice, user, emr }] of askers.entries()) {
    const form = formOf(practice, emr?.id ?? "", { ...plan, tests: ["CBCD", "CMP"], panels: [] });
    const id = await seedRequest(user, form, plan.hoursAgo, `demo-queue-${i}`);
    if (plan.owner !== undefined) owned[plan.owner].push(id);
  }
  await assignRequests(actorOf(maren), owned[0], maren.id);
  await assignRequests(actorOf(maren), owned[1], jun.id);

  const decided = decidedByWeek.flatMap(([count, late], week) =>
    Array.from({ length: count }, (_, i) => ({ weeksAgo: decidedByWeek.length - week, i, late: i < late })),
  );
  const rows = decided.map(({ weeksAgo, i, late }, n) => {
    const asker = askers[n % askers.length];
    if (!asker) throw new Error("The demo has no practices.");
    const { plan, practice, user, emr } = asker;
    const by = n % 3 === 0 ? jun : maren;
    const decidedAt = new Date(Date.now() - weeksAgo * 7 * 86_400_000 - i * 5_400_000);
    const submittedAt = new Date(decidedAt.getTime() - (late ? 80 : 3 + ((n * 7) % 24)) * 3_600_000);
    const reason = rejectionReasons.volume;
    return {
      id: newId("req"),
      practiceId: practice.id,
      createdBy: user.id,
      state: "rejected" as const,
      stateSince: decidedAt,
      machineVersion: requestMachineVersion,
      form: formOf(practice, emr?.id ?? "", { ...plan, orders: "40", tests: ["CBCD"], panels: [] }),
      emrSystemId: emr?.id ?? null,
      emrName: emr?.product ?? "",
      submittedAt,
      createdAt: submittedAt,
      slaTargetMs: 57_600_000,
      ...(late && { slaBreachedAt: decidedAt }),
      decision: { by: by.name, reason, reasonCode: "volume" },
      decidedAt,
      decidedBy: by.id,
    };
  });
  await withTransaction(async (tx) => {
    await tx.db.insert(connectionRequests).values(rows);
    await tx.db.insert(stateHistory).values(
      rows.map(({ id, decision, decidedBy, decidedAt }) => ({
        subjectId: id,
        event: "reject",
        fromState: "submitted",
        toState: "rejected",
        actorId: decidedBy,
        actorName: decision.by,
        reason: decision.reason,
        at: decidedAt,
      })),
    );
    tx.audit({ chain: "system", actor: "seed", action: "demo.seed", objectId: "queue", outcome: "done" });
  });
}

const noPractice = {
  labAccountNumber: null,
  timeZone: "America/New_York",
  specialty: "Family medicine",
  sites: null,
  createdAt: new Date(),
};
const noUser = {
  passwordHash: null,
  roles: ["provider" as const],
  timeZone: "America/New_York",
  disabledAt: null,
  createdAt: new Date(),
};
const addressOf = (city: string, i: number) => ({
  line: `${200 + i} Example Street`,
  city,
  state: "NY",
  postalCode: "00000",
});

/** A made-up National Provider Identifier with the right check digit. */
function npiOf(i: number): string {
  const nine = String(123_456_790 + i);
  const found = Array.from({ length: 10 }, (_, digit) => `${nine}${digit}`).find(isNpi);
  if (!found) throw new Error("No check digit fits.");
  return found;
}
