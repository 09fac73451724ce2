import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { connectedPractice } from "./connected-practice";
import { looksRight, signedIn } from "./people";

const six = ["mapping", "roundTrip", "reconciliation", "auditTrail", "retries", "codes"] as const;

/** As if what was seen of a connection had been seen so many days earlier. Nobody but a journey can: the table refuses it. */
async function makeEvidenceOlder(id: string, days: number): Promise<void> {
  const url = readFileSync(join(process.env.GATEHOUSE_E2E_FOLDER ?? "", "database-url"), "utf8").trim();
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update evidence set at = at - make_interval(days => ${days}) where connection_id = ${id}`;
  });
  await sql.end();
}

test("each item of the gate says why it fails and why it is stale; the practice tests by itself and asks for go-live", async ({
  browser,
}) => {
  const { id } = await connectedPractice(2);
  const engineer = await signedIn(browser, "engineer");
  const provider = await signedIn(browser, "provider", { width: 380 });
  const admin = await signedIn(browser, "admin");
  const labOps = await signedIn(browser, "labOps");
  const gate = `/connections/${id}`;
  /** What is not green has a card of its own; the rest stands in a list. */
  const card = (item: string) => engineer.page.locator(`section#evidence-${item}`);
  /** A form of the connection's pages, sent by the engineer, and then the gate as it stands. */
  const change = async (tab: string, form: Record<string, string>) => {
    const headers = { Origin: process.env.GATEHOUSE_E2E_URL ?? "" };
    const answer = await engineer.page.request.post(`${gate}/${tab}`, { form, headers, maxRedirects: 0 });
    expect([form.intent, answer.status()]).toEqual([form.intent, 302]);
    await engineer.page.goto(gate);
  };

  await test.step("before a test every item says that it is to be proved", async () => {
    const { page } = engineer;
    await page.goto(gate);
    await expect(page.getByText("Still to be proved").first()).toBeVisible();
    for (const item of six) await expect(card(item)).toHaveCount(0);
    await looksRight(page);
  });

  await test.step("after a test to which nothing came each one says what is wrong", async () => {
    const { page } = engineer;
    await page.goto(`${gate}/test-runs`);
    await page.getByRole("button", { name: "Start test run" }).click();
    await page.getByRole("button", { name: "End now" }).click();
    await expect(page.getByText("No order came from the EMR").first()).toBeVisible();
    await page.goto(gate);
    for (const item of ["mapping", "reconciliation", "auditTrail"]) {
      await expect(card(item)).toContainText("No message came");
    }
    await expect(card("roundTrip")).toContainText("No result came back for the order");
    await expect(card("retries")).toContainText("The drill did not recover");
    await expect(card("codes")).toContainText("The test order used no offered code");
    for (const item of six) await expect(card(item)).toContainText("run the test again");
    await expect(page.getByText("Bring the other six to green first.").first()).toBeVisible();
    await looksRight(page);
  });

  await test.step("the practice tests by itself, on a phone, and reads what stopped and why", async () => {
    const { page } = provider;
    await page.goto(`/portal/connections/${id}`);
    await page.getByRole("link", { name: "Test it yourself" }).click();
    await expect(page.getByRole("heading", { name: "Test your connection" })).toBeVisible();
    await looksRight(page);
    await page.locator('input[value="malformed-message"]').check({ force: true });
    await page.getByRole("button", { name: "Test again" }).click();
    await expect(page.getByText("is under way")).toBeVisible();
    await expect(page.getByText("Your test passed")).toBeVisible({ timeout: 120_000 });
    await looksRight(page);
    await page
      .getByRole("link", { name: /^Test \d+$/ })
      .first()
      .click();
    const broken = page.locator('[data-scenario="malformed-message"]');
    await broken.locator("summary").first().click();
    await expect(broken.getByText("Observation request, field 4")).toBeVisible();
    await broken.getByText("Open your message").click();
    await expect(broken.getByText("left out").first()).toBeVisible();
    await expect(page.getByText(/\b(ORM|ORU|MSH|MFN)\b/)).toHaveCount(0);
    await looksRight(page);
    await page.getByRole("link", { name: "All tests" }).click();
    await page.getByRole("button", { name: "Ask for go-live" }).click();
    await expect(page.getByText("You have asked for go-live")).toBeVisible();
    await engineer.page.goto(`${gate}/endpoints`);
    await expect(engineer.page.getByText(/^Plan the go-live: /).first()).toBeVisible();
  });

  await test.step("six are green, and the signature is asked for", async () => {
    const { page } = engineer;
    await page.goto(gate);
    await expect(page.getByText("6 of 7 green").first()).toBeVisible();
    await expect(card("signOff")).toContainText("Waiting for the practice");
    await looksRight(page);
  });

  await test.step("the lab lets evidence count for fewer days: what that makes stale is seen first, and then at the item", async () => {
    const { page } = admin;
    await makeEvidenceOlder(id, 20);
    await engineer.page.goto(gate);
    await expect(engineer.page.getByText("6 of 7 green").first()).toBeVisible();
    await page.goto("/admin/go-live");
    const days = page.getByRole("textbox", { name: "Round trip, days" });
    await days.fill("3");
    await page.getByRole("button", { name: "Save days" }).click();
    await expect(page.getByText("Give a whole number from 7 to 730.").first()).toBeVisible();
    await days.fill("10");
    await page.getByRole("button", { name: "Save days" }).click();
    await expect(page.locator(`a[href="/connections/${id}"]`)).toBeVisible();
    await looksRight(page);
    await page.getByRole("button", { name: "Save days" }).click();
    await expect(page.getByText("Days saved")).toBeVisible();
    await engineer.page.goto(gate);
    await expect(card("roundTrip")).toContainText("Seen more than 10 days ago");
    await expect(card("mapping")).toHaveCount(0);
    await page.goto("/admin/go-live");
    await days.fill("90");
    await page.getByRole("button", { name: "Save days" }).click();
    await expect(page.getByText("Days saved")).toBeVisible();
  });

  await test.step("after so many days without a test everything is too old", async () => {
    const { page } = engineer;
    await makeEvidenceOlder(id, 100);
    await page.goto(gate);
    for (const item of six) await expect(card(item)).toContainText("Seen more than 90 days ago");
    await looksRight(page);
    await makeEvidenceOlder(id, -120);
    await page.goto(gate);
    await expect(page.getByText("6 of 7 green").first()).toBeVisible();
  });

  await test.step("a release that touches an offered code makes stale what was proved of the codes", async () => {
    const { page } = labOps;
    await page.goto("/compendium/tests/CMP");
    await page.locator('[name="listPriceCents"]').fill("13.57");
    await page.getByRole("button", { name: "Keep in the draft" }).click();
    await expect(page.getByRole("region", { name: "In the draft" })).toContainText("13.57");
    await page.goto("/compendium/draft");
    await page.getByLabel("In force from").fill("");
    await page.getByLabel("What this release brings").fill("A price");
    await page.getByRole("button", { name: "Publish release" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Release / })).toBeVisible();
    await engineer.page.goto(gate);
    await expect(card("codes")).toContainText("An offered code changed since");
    await expect(card("roundTrip")).toHaveCount(0);
    await looksRight(engineer.page);
  });

  await test.step("each change makes stale what stands on it, and the page names the change", async () => {
    await change("configuration", { intent: "saveContacts", contacts: "other@example.test" });
    await expect(card("retries")).toContainText("The alert contacts changed since");
    await expect(card("mapping")).toHaveCount(0);

    await change("configuration", { intent: "saveContacts", contacts: "" });
    await expect(card("retries")).toContainText("Nobody would be told");

    await change("codes", { intent: "saveCodeMap", "emrCode.CMP": "OTHER-CMP" });
    await expect(card("roundTrip")).toContainText("The code map changed since");
    await expect(card("codes")).toContainText("not mapped");
    await expect(card("mapping")).toHaveCount(0);

    const overrides = JSON.stringify({ orders: { rules: [{ name: "agreed", to: "practice.name", constant: "A" }] } });
    await change("configuration", { intent: "saveOverrides", overrides });
    await expect(card("mapping")).toContainText("An override changed since");

    await change("endpoints", { intent: "useSandbox", side: "emr" });
    await expect(card("reconciliation")).toContainText("more changed since");

    await change("configuration", { intent: "chooseTemplate", templateName: "epic" });
    await expect(card("mapping")).toContainText("The template changed since");
    await expect(engineer.page.getByText("Bring the other six to green first.").first()).toBeVisible();
    await looksRight(engineer.page);
  });

  expect([engineer, provider, admin, labOps].flatMap((one) => one.complaints)).toEqual([]);
});
