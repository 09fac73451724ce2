import { DemoBrowser } from "../../server/demo/browser";
import { checkSide } from "../../server/demo/emr-side";
import { requestForm } from "../../server/demo/run";

/**
 * A connection of the demo practice that was approved, with the lab side checked and its codes mapped, made over the same
 * forms people use. `system`: which of the EMR systems the practice asks for, so that journeys do not ask for the same one.
 */
export async function approvedPractice(
  system: number,
  transport: "sftp" | "rest" = "sftp",
): Promise<{ id: string; engineer: DemoBrowser }> {
  const as = (account: string) => new DemoBrowser(process.env.GATEHOUSE_E2E_URL ?? "", `${account}@demo.example`);
  const [provider, sales, engineer] = [as("provider"), as("sales"), as("engineer")];
  await Promise.all([provider.signIn(), sales.signIn(), engineer.signIn()]);
  const asked = await provider.data("/portal/requests/new", "routes/portal.requests.new");
  const emr = (asked.emrSystems as { id: string }[])[system]?.id ?? "other";
  await provider.post("/portal/requests/new", { intent: "submit", ...requestForm(emr), nonce: String(asked.nonce) });
  const request = `/approvals/${provider.lastId("req")}`;
  const decision = await sales.data(request, "routes/_console.approvals.$requestId");
  await sales.post(request, {
    ...(decision.defaultValues as Record<string, string>),
    intent: "approve",
    transport,
    overrideReason: "What this practice's EMR can do.",
    reason: "Known EMR",
  });
  const decided = await sales.data(request, "routes/_console.approvals.$requestId");
  const path = (decided.decision as { connectionHref: string }).connectionHref;
  const id = path.split("/").pop() ?? "";
  await checkSide(engineer, id, "lis");
  await engineer.post(`${path}/codes`, { intent: "sameCodes" });
  return { id, engineer };
}

/** As {@link approvedPractice}, with the sandbox EMR on the practice's side, checked too. */
export async function connectedPractice(system: number): Promise<{ id: string; engineer: DemoBrowser }> {
  const { id, engineer } = await approvedPractice(system);
  await engineer.post(`/connections/${id}/endpoints`, { intent: "useSandbox", side: "emr" });
  await checkSide(engineer, id, "emr");
  return { id, engineer };
}
