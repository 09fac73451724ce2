import { DemoBrowser } from "../../server/demo/browser";
import { checkSide } from "../../server/demo/emr-side";
import { requestForm } from "../../server/demo/run";

/**
 * A connection of the demo practice with both sides checked and its codes mapped, made over the same forms people use.
 * `system`: which of the EMR systems the practice asks for, so that journeys do not ask for the same one.
 */
export async function connectedPractice(system: number): Promise<{ id: string; engineer: DemoBrowser }> {
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
    transport: "sftp",
    overrideReason: "The demo's EMR is an SFTP server.",
    reason: "Known EMR",
  });
  const decided = await sales.data(request, "routes/_console.approvals.$requestId");
  const path = (decided.decision as { connectionHref: string }).connectionHref;
  const id = path.split("/").pop() ?? "";
  await engineer.post(`${path}/endpoints`, { intent: "useSandbox", side: "emr" });
  await checkSide(engineer, id, "emr");
  await checkSide(engineer, id, "lis");
  await engineer.post(`${path}/codes`, { intent: "sameCodes" });
  return { id, engineer };
}
