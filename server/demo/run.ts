import { DemoBrowser, waitUntil } from "./browser";

/**
 * `gatehouse demo run`: takes a practice from "I want a connection" to live against a running server, through the same
 * pages and forms people use, and counts what people had to do.
 */
export type DemoStep = { name: string; ok: boolean; ms: number; detail?: string };
export type DemoReport = {
  ok: boolean;
  humanActions: number;
  minutes: number;
  orders: number;
  results: number;
  lost: number;
  duplicated: number;
  steps: DemoStep[];
};

const liveOrders = 3;

export async function demoRun(url: string, say: (line: string) => void): Promise<DemoReport> {
  const steps: DemoStep[] = [];
  const started = performance.now();
  let liveAt = started;
  let submittedAt = started;
  const counts = { orders: 0, results: 0, lost: 0, duplicated: 0 };
  const as = (account: string) => new DemoBrowser(url, `${account}@demo.example`);
  const [provider, sales, engineer] = [as("provider"), as("sales"), as("engineer")];
  let requestId = "";
  let connectionId = "";
  const connection = (tab = "") => `/connections/${connectionId}${tab && `/${tab}`}`;

  const step = async (name: string, work: () => Promise<string | undefined>) => {
    const begun = performance.now();
    try {
      const detail = await work();
      steps.push({ name, ok: true, ms: Math.round(performance.now() - begun), ...(detail && { detail }) });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      steps.push({ name, ok: false, ms: Math.round(performance.now() - begun), detail });
    }
    const last = steps.at(-1);
    say(
      `${last?.ok ? "ok  " : "FAIL"} ${String(last?.ms).padStart(6)} ms  ${name}${last?.detail ? `: ${last.detail}` : ""}`,
    );
    if (!last?.ok) throw new Error(last?.detail);
  };

  try {
    await step("provider, sales and engineer sign in", async () => {
      await Promise.all([provider.signIn(), sales.signIn(), engineer.signIn()]);
      return undefined;
    });
    await step("provider asks for a connection", async () => {
      const page = await provider.data("/portal/requests/new", "routes/portal.requests.new");
      const emr = (page.emrSystems as { id: string }[])[0]?.id ?? "other";
      await provider.post("/portal/requests/new", { intent: "submit", ...requestForm(emr), nonce: String(page.nonce) });
      submittedAt = performance.now();
      requestId = provider.lastId("req");
      return requestId;
    });
    await step("sales approves", async () => {
      const page = await sales.data(`/approvals/${requestId}`, "routes/_console.approvals.$requestId");
      const values = page.defaultValues as Record<string, string | string[]>;
      await sales.post(`/approvals/${requestId}`, {
        ...values,
        intent: "approve",
        overrideReason: "",
        reason: "Demo run",
      });
      const decided = await sales.data(`/approvals/${requestId}`, "routes/_console.approvals.$requestId");
      const href = (decided.decision as { connectionHref?: string } | null)?.connectionHref ?? "";
      connectionId = href.split("/").pop() ?? "";
      if (!connectionId) throw new Error("The approval made no connection.");
      return connectionId;
    });
    await step("engineer chooses the sandbox EMR", async () => {
      await engineer.post(connection("endpoints"), { intent: "useSandbox", side: "emr" });
      return undefined;
    });
    for (const side of ["emr", "lis"] as const) {
      await step(`engineer confirms the ${side === "emr" ? "EMR" : "lab"} server's key and checks it`, async () => {
        const saved = await configurationOf(engineer, connection("endpoints"), side);
        if (!saved.pinned) {
          const found = await engineer.act(connection("endpoints"), { intent: "lookUpHostKey", side });
          const key = found.hostKey as { sha256: string } | undefined;
          if (!key) throw new Error(String(found.formError ?? "The server showed no key."));
          await engineer.post(connection("endpoints"), { intent: "pinHostKey", side, sha256: key.sha256 });
        }
        await engineer.post(connection("endpoints"), { intent: "checkEndpoint", side });
        return undefined;
      });
    }
    await step("engineer maps the codes", async () => {
      await engineer.post(connection("codes"), { intent: "sameCodes" });
      return undefined;
    });
    await step("engineer starts the test run", async () => {
      await engineer.post(connection("test-runs"), { intent: "startTest" });
      await engineer.post(connection("test-runs"), { intent: "placeTestOrder" });
      return undefined;
    });
    await step("the test run passes, with the drill", async () =>
      waitUntil(120_000, async () => {
        const page = await engineer.data(connection("test-runs"), "routes/_console.connections.$id.test-runs");
        const [run] = page.runs as { state: string; outcome: string }[];
        if (run?.state === "failed") throw new Error(run.outcome);
        return run?.state === "passed" ? run.outcome : undefined;
      }),
    );
    await step("provider signs", async () => {
      const path = `/portal/connections/${connectionId}`;
      const page = await provider.data(path, "routes/portal.connections.$id");
      const { runId, document } = page.signOff as { runId: string; document: string };
      await provider.post(path, {
        intent: "sign",
        runId,
        document,
        typedName: "Dana Whitlock",
        agreed: "yes",
      });
      return undefined;
    });
    await step("engineer goes live, all seven green", async () => {
      await engineer.post(connection(), { intent: "goLive" });
      liveAt = performance.now();
      return undefined;
    });
    const human = provider.actions + sales.actions + engineer.actions;
    await step(`${liveOrders} orders go out, their results come back`, async () => {
      for (let i = 0; i < liveOrders; i++) await engineer.post(connection("test-runs"), { intent: "placeTestOrder" });
      await waitUntil(120_000, async () => {
        const list = await messagesOf(engineer, connection("messages"));
        Object.assign(counts, countMessages(list));
        return counts.orders >= liveOrders + 1 && counts.results >= liveOrders + 1 && counts.lost === 0
          ? true
          : undefined;
      });
      return `${counts.orders} orders, ${counts.results} results`;
    });
    await step("nothing lost, nothing doubled", async () => {
      if (counts.lost + counts.duplicated > 0) throw new Error(`${counts.lost} lost, ${counts.duplicated} doubled`);
      return undefined;
    });
    return report(true, human);
  } catch {
    return report(false, provider.actions + sales.actions + engineer.actions);
  }

  function report(ok: boolean, humanActions: number): DemoReport {
    const minutes = Number(((liveAt - submittedAt) / 60_000).toFixed(2));
    const result = { ok, humanActions, minutes, ...counts, steps };
    say(
      `\n${ok ? "Passed" : "Failed"}: ${minutes} minutes from submit to live, ${humanActions} human actions, ${counts.orders} orders, ${counts.results} results, ${counts.lost} lost, ${counts.duplicated} duplicated.`,
    );
    return result;
  }
}

type ListedMessage = { id: string; direction: string; state: string; placerOrderNumber: string | null };

async function messagesOf(engineer: DemoBrowser, path: string): Promise<ListedMessage[]> {
  const page = await engineer.data(path, "routes/_console.connections.$id.messages");
  return page.rows as ListedMessage[];
}

/** An order is lost when it is delivered nowhere or no result of it is; something is doubled when it was delivered twice. */
function countMessages(list: readonly ListedMessage[]) {
  const delivered = list.filter((message) => message.state === "delivered");
  const orders = delivered.filter((message) => message.direction === "order");
  const numbers = new Set(orders.map((order) => order.placerOrderNumber));
  const results = delivered.filter((message) => message.direction === "result");
  const answered = new Set(results.map((result) => result.placerOrderNumber));
  const stuck = list.filter((message) => !["delivered", "duplicate"].includes(message.state)).length;
  return {
    orders: orders.length,
    results: answered.size,
    lost: stuck + [...numbers].filter((number) => !answered.has(number)).length,
    duplicated: orders.length - numbers.size,
  };
}

async function configurationOf(engineer: DemoBrowser, path: string, side: "emr" | "lis") {
  const page = await engineer.data(path, "routes/_console.connections.$id.endpoints");
  const endpoint = (page.endpoints as { side: string; saved: { pinned: unknown } | null }[]).find(
    (one) => one.side === side,
  );
  if (!endpoint?.saved) throw new Error(`The ${side} side is not set up.`);
  return endpoint.saved;
}

/** A complete request of the demo practice for that EMR system, as the form sends it. */
export function requestForm(emrId: string): Record<string, string | string[]> {
  const person = (who: string, name: string, email: string) => ({
    [`contacts.${who}.name`]: name,
    [`contacts.${who}.email`]: email,
    [`contacts.${who}.phone`]: "(555) 010-0101",
  });
  return {
    "practice.legalName": "Larkspur Family Medicine",
    "practice.npi": "1234567893",
    "practice.addressLine": "1 Example Street",
    "practice.city": "Bend",
    "practice.state": "OR",
    "practice.postalCode": "97701",
    "practice.timeZone": "America/Los_Angeles",
    "practice.specialty": "Family medicine",
    "practice.sites": "Main office",
    "emr.systemId": emrId,
    "emr.version": "5.2",
    mode: "bidirectional",
    transport: "sftp",
    sftpHost: "lab",
    "volume.orders": "900",
    "volume.results": "900",
    targetDate: new Date(Date.now() + 21 * 86_400_000).toISOString().slice(0, 10),
    tests: ["CMP", "TSH", "A1C"],
    panels: ["PWELL"],
    ...person("clinical", "Dana Whitlock", "provider@demo.example"),
    ...person("technical", "Dana Whitlock", "provider@demo.example"),
    ...person("signer", "Dana Whitlock", "provider@demo.example"),
    notes: "Made by gatehouse demo run.",
  };
}
