import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { users } from "~/db/schema/people";
import { emrSystems, type RequestForm } from "~/db/schema/requests";
import type { Actor } from "~/workflows/actor";
import { formOf } from "./request-form";

/** A person of the demo lab as the one who asks. */
export async function demoActor(
  account: "provider" | "sales" | "engineer" | "pm" | "labops" | "admin",
): Promise<Extract<Actor, { kind: "person" }>> {
  const [user] = await database()
    .select()
    .from(users)
    .where(eq(users.email, `${account}@demo.example`));
  if (!user) throw new Error(`There is no ${account} in the demo lab.`);
  return {
    kind: "person",
    id: user.id,
    name: user.name,
    email: user.email,
    roles: user.roles,
    practiceId: user.practiceId,
    address: "127.0.0.1",
  };
}

/** A complete request of the demo provider for the first EMR whose product is `product`. */
export async function completeForm(product = "Vellum EHR"): Promise<RequestForm> {
  const [emr] = await database().select().from(emrSystems).where(eq(emrSystems.product, product));
  return formOf(emr?.id ?? "other");
}
