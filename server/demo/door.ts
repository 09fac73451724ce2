import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { invitations } from "~/db/schema/door";
import { users } from "~/db/schema/people";
import { emrSystems } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { inviteColleague, invitePractice, withdrawInvitation } from "~/workflows/door/invitations";
import { actorOf } from "./requests";

/** Practices Sales has invited, by what became of it. */
const invited: { name: string; email: string; npi: string; emr: string; became?: "expired" | "withdrawn" }[] = [
  { name: "Juniper Creek Clinic", email: "office@junipercreek.example", npi: "1679576722", emr: "Elation EHR" },
  { name: "Harbor Point Pediatrics", email: "admin@harborpoint.example", npi: "", emr: "PCC EHR", became: "expired" },
  { name: "Two Rivers Urology", email: "frontdesk@tworivers.example", npi: "", emr: "", became: "withdrawn" },
];

/** Colleagues of the demo provider; they have no password, so nobody signs in as them. */
const colleagues = [
  { email: "priya.nair@larkspur.example", name: "Priya Nair", disabled: false },
  { email: "ben.osei@larkspur.example", name: "Ben Osei", disabled: true },
];

/** Invitations and colleagues, made by the product's own commands where there is one. */
export async function seedDoor(): Promise<void> {
  const db = database();
  const [[seller], [provider], emrs] = await Promise.all([
    db.select().from(users).where(eq(users.email, "sales@demo.example")),
    db.select().from(users).where(eq(users.email, "provider@demo.example")),
    db.select().from(emrSystems),
  ]);
  if (!seller || !provider) return;
  for (const { name, email, npi, emr, became } of invited) {
    const emrSystemId = emrs.find(({ product }) => product === emr)?.id ?? "";
    const sent = await invitePractice(actorOf(seller), { name, email, npi, emrSystemId });
    if (sent.kind !== "done") throw new Error(`The demo invitation of ${name} was not sent: ${sent.kind}`);
    if (became === "withdrawn") await withdrawInvitation(actorOf(seller), sent.id);
    if (became === "expired") await longAgo(sent.id);
  }
  await withTransaction(async (tx) => {
    await tx.db.insert(users).values(
      colleagues.map(({ email, name, disabled }) => ({
        id: newId("usr"),
        email,
        name,
        roles: ["provider" as const],
        practiceId: provider.practiceId,
        timeZone: provider.timeZone,
        disabledAt: disabled ? new Date() : null,
      })),
    );
  });
  await inviteColleague(actorOf(provider), "lena.hart@larkspur.example");
}

/** The demo's clock: as if it had been sent three weeks ago. */
async function longAgo(id: string): Promise<void> {
  const days = (count: number) => new Date(Date.now() - count * 86_400_000);
  await withTransaction(async (tx) => {
    await tx.db
      .update(invitations)
      .set({ createdAt: days(21), sentAt: days(21), expiresAt: days(7) })
      .where(eq(invitations.id, id));
  });
}
