import { DemoBrowser, waitUntil } from "../../server/demo/browser";
import { requestForm } from "../../server/demo/run";

/** Somebody of the demo lab, signed in, without a window. */
export async function as(account: string): Promise<DemoBrowser> {
  const person = new DemoBrowser(process.env.GATEHOUSE_E2E_URL ?? "", `${account}@demo.example`);
  await person.signIn();
  return person;
}

/** A test run of the connection whose workspace is at `path`, with an order in the sandbox EMR, until it has passed. */
export async function passedTest(engineer: DemoBrowser, path: string): Promise<void> {
  await engineer.post(`${path}/test-runs`, { intent: "startTest" });
  await engineer.post(`${path}/test-runs`, { intent: "placeTestOrder" });
  await waitUntil(120_000, async () => {
    const page = await engineer.data(`${path}/test-runs`, "routes/_console.connections.$id.test-runs");
    return (page.runs as { state: string }[])[0]?.state === "passed" ? true : undefined;
  });
}

/** The practice's signer signs what is asked of them. */
export async function signed(id: string): Promise<void> {
  const provider = await as("provider");
  const page = await provider.data(`/portal/connections/${id}`, "routes/portal.connections.$id");
  const { runId, document } = page.signOff as { runId: string; document: string };
  await provider.post(`/portal/connections/${id}`, {
    intent: "sign",
    runId,
    document,
    typedName: "Dana Whitlock",
    agreed: "yes",
  });
}

/** A connection of the demo practice, tested and waiting for its signature; made over the same forms people use. */
export async function testedConnection(): Promise<string> {
  const [provider, sales, engineer] = await Promise.all([as("provider"), as("sales"), as("engineer")]);
  const asked = await provider.data("/portal/requests/new", "routes/portal.requests.new");
  // Another EMR than the one the practice asks for in its own journey.
  const emr = (asked.emrSystems as { id: string }[])[1]?.id ?? "other";
  await provider.post("/portal/requests/new", { intent: "submit", ...requestForm(emr), nonce: String(asked.nonce) });
  const request = `/approvals/${provider.lastId("req")}`;
  const decision = await sales.data(request, "routes/_console.approvals.$requestId");
  await sales.post(request, {
    ...(decision.defaultValues as Record<string, string>),
    intent: "approve",
    overrideReason: "",
    reason: "Known EMR",
  });
  const decided = await sales.data(request, "routes/_console.approvals.$requestId");
  const path = (decided.decision as { connectionHref: string }).connectionHref;
  await engineer.post(`${path}/configuration`, { intent: "useSandbox", side: "emr" });
  for (const side of ["emr", "lis"]) {
    const found = await engineer.act(`${path}/configuration`, { intent: "lookUpHostKey", side });
    const key = (found.hostKey as { sha256: string } | undefined)?.sha256;
    if (key && side === "emr") {
      await engineer.post(`${path}/configuration`, { intent: "pinHostKey", side, sha256: key });
    }
    await engineer.post(`${path}/configuration`, { intent: "checkEndpoint", side });
  }
  await engineer.post(`${path}/codes`, { intent: "sameCodes" });
  await passedTest(engineer, path);
  return path.split("/").pop() ?? "";
}

/** As {@link testedConnection}, signed and live. */
export async function liveFromTest(): Promise<string> {
  const id = await testedConnection();
  await signed(id);
  await (await as("engineer")).post(`/connections/${id}`, { intent: "goLive" });
  return id;
}
