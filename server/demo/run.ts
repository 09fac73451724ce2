import type { Mode } from "~/db/schema/requests";
import { DemoBrowser, waitUntil } from "./browser";
import { countMessages, type ListedMessage } from "./count-messages";
import { checkSide, type EmrSide, emrSides, pageOf } from "./emr-side";

/**
 * `gatehouse demo run`: takes a practice from "I want a connection" to live against a running server, through the same
 * pages and forms people use, and counts what people had to do.
 */
export type DemoOptions = { mode: Mode; transport: "sftp" | "rest" };
export type DemoStep = { name: string; ok: boolean; ms: number; detail?: string };
export type DemoReport = DemoOptions & {
  ok: boolean;
  humanActions: number;
  minutes: number;
  orders: number;
  results: number;
  lost: number;
  duplicated: number;
  steps: DemoStep[];
};

/** Orders placed, or results released, once it is live. */
const liveOrders = 3;
const usual: DemoOptions = { mode: "bidirectional", transport: "sftp" };

export async function demoRun(
  url: string,
  say: (line: string) => void,
  options: DemoOptions = usual,
): Promise<DemoReport> {
  const { mode, transport } = options;
  const steps: DemoStep[] = [];
  const started = performance.now();
  let liveAt = started;
  let submittedAt = started;
  const counts = { orders: 0, results: 0, lost: 0, duplicated: 0 };
  const as = (account: string) => new DemoBrowser(url, `${account}@demo.example`);
  const [provider, sales, engineer] = [as("provider"), as("sales"), as("engineer")];
  let requestId = "";
  let connectionId = "";
  let emr: EmrSide | undefined;
  const connection = (tab = "") => pageOf(connectionId, tab);
  const order = async () => emr?.order();
  /** A result nobody ordered electronically, as the simulated lab releases it. */
  const result = () => engineer.post(connection("test-runs"), { intent: "releaseTestResult" });

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
      const system = (page.emrSystems as { id: string }[])[0]?.id ?? "other";
      const form = { ...requestForm(system), mode, transport };
      await provider.post("/portal/requests/new", { intent: "submit", ...form, nonce: String(page.nonce) });
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
        transport,
        overrideReason: values.transport === transport ? "" : "Demo run",
        reason: "Demo run",
      });
      const decided = await sales.data(`/approvals/${requestId}`, "routes/_console.approvals.$requestId");
      const href = (decided.decision as { connectionHref?: string } | null)?.connectionHref ?? "";
      connectionId = href.split("/").pop() ?? "";
      if (!connectionId) throw new Error("The approval made no connection.");
      return connectionId;
    });
    await step(`engineer connects the EMR over ${transport.toUpperCase()} and checks it`, async () => {
      emr = await emrSides[transport]({ url, engineer, connectionId });
      await emr.connect();
      return undefined;
    });
    await step("engineer checks the lab's server", async () => {
      await checkSide(engineer, connectionId, "lis");
      return undefined;
    });
    if (mode === "bidirectional") {
      await step("engineer maps the codes", async () => {
        await engineer.post(connection("codes"), { intent: "sameCodes" });
        return undefined;
      });
    }
    await step("engineer starts the test run", async () => {
      await engineer.post(connection("test-runs"), { intent: "startTest" });
      await (mode === "bidirectional" ? order() : result());
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
    const what = mode === "bidirectional" ? "orders go out, their results come back" : "results reach the EMR";
    await step(`${liveOrders} ${what}`, async () => {
      for (let i = 0; i < liveOrders; i++) await (mode === "bidirectional" ? order() : result());
      await waitUntil(120_000, async () => {
        Object.assign(counts, countMessages(await messagesOf(engineer, connection("messages")), mode));
        const { orders, results, lost } = counts;
        const enough = results > liveOrders && (mode === "results-only" || orders > liveOrders);
        return enough && lost === 0 ? true : undefined;
      });
      counts.duplicated = Math.max(counts.duplicated, emr?.doubled() ?? 0);
      return `${counts.orders} orders, ${counts.results} results`;
    });
    await step("nothing lost, nothing doubled", async () => {
      if (counts.lost + counts.duplicated > 0) throw new Error(`${counts.lost} lost, ${counts.duplicated} doubled`);
      return undefined;
    });
    return report(true, human);
  } catch {
    return report(false, provider.actions + sales.actions + engineer.actions);
  } finally {
    await emr?.close();
  }

  function report(ok: boolean, humanActions: number): DemoReport {
    const minutes = Number(((liveAt - submittedAt) / 60_000).toFixed(2));
    const whole = { ok, ...options, humanActions, minutes, ...counts, steps };
    say(
      `\n${ok ? "Passed" : "Failed"}: ${minutes} minutes from submit to live, ${humanActions} human actions, ${counts.orders} orders, ${counts.results} results, ${counts.lost} lost, ${counts.duplicated} duplicated.`,
    );
    return whole;
  }
}

async function messagesOf(engineer: DemoBrowser, path: string): Promise<ListedMessage[]> {
  const page = await engineer.data(path, "routes/_console.connections.$id.messages");
  return page.rows as ListedMessage[];
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
