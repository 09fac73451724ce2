import { expect, type Page } from "@playwright/test";
import { DemoBrowser, waitUntil } from "../../server/demo/browser";
import { connectedPractice } from "./connected-practice";
import { looksRight } from "./people";

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
  // Another EMR than the one the practice asks for in its own journey.
  const { id, engineer } = await connectedPractice(1);
  await passedTest(engineer, `/connections/${id}`);
  return id;
}

/** As {@link testedConnection}, signed and live. */
export async function liveFromTest(): Promise<string> {
  const id = await testedConnection();
  await signed(id);
  await (await as("engineer")).post(`/connections/${id}`, { intent: "goLive" });
  return id;
}

/** Accepts every kind of difference on the open page of a change, each with the same note. */
export async function acceptDifferences(page: Page, why: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  // Several at once where there are, the rest one by one.
  const all = page.getByRole("checkbox", { name: "Choose all" });
  if ((await all.count()) > 0) {
    await all.check();
    await page.getByRole("button", { name: /^Accept \d+ chosen$/ }).click();
    await dialog.getByLabel("Why it is wanted").fill(why);
    await dialog.getByRole("button", { name: /^Accept/ }).click();
    await expect(page.getByText(/differences accepted/)).toBeVisible();
    await looksRight(page);
  }
  for (;;) {
    const next = page.getByRole("button", { name: "Accept", exact: true }).first();
    if ((await next.count()) === 0) break;
    const kind = await page.locator("tr[data-kind]", { has: next }).first().getAttribute("data-kind");
    await next.click();
    await dialog.getByLabel("Why it is wanted").fill(why);
    await dialog.getByRole("button", { name: "Accept" }).click();
    await expect(page.locator(`tr[data-kind="${kind}"]`).getByText("Accepted").first()).toBeVisible();
  }
}
