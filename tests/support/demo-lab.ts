import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { users } from "~/db/schema/people";
import { emrSystems, type Mode, type RequestForm } from "~/db/schema/requests";
import type { Actor } from "~/workflows/actor";
import { approveRequest, createDraft, submitRequest } from "~/workflows/request/commands";
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

/** The demo practice's request, submitted and approved for three codes: the id of the connection it became. */
export async function approvedConnection(mode: Mode = "bidirectional"): Promise<string> {
  const provider = await demoActor("provider");
  const draft = await createDraft(provider, { ...(await completeForm()), mode }, newId("req"));
  if (draft.kind !== "done") throw new Error(draft.kind);
  await submitRequest(provider, draft.row.id);
  const approved = await approveRequest(await demoActor("sales"), draft.row.id, {
    transport: "sftp",
    overrideReason: "",
    tier: "A",
    ordersPerMonth: 900,
    targetDate: "2026-12-07",
    tests: ["CMP", "TSH"],
    panels: ["PWELL"],
    reason: "They move from fax.",
  });
  if (approved.kind !== "done" || !approved.row.connectionId) throw new Error(approved.kind);
  return approved.row.connectionId;
}
