import { expect, test } from "@playwright/test";
import { freePort } from "../../server/embedded-postgres";
import { approvedPractice } from "./connected-practice";
import { startMllpEmr } from "./emr-over-mllp";
import { madeUpOrder } from "./made-up-order";
import { looksRight, signedIn } from "./people";

test("an EMR over MLLP: a wrong port says so, the right one is green; an order is acknowledged, its result too", async ({
  browser,
}) => {
  const emr = await startMllpEmr();
  const order = madeUpOrder("FX-MLLP");
  const [ours, wrong] = [await freePort(), await freePort()];
  const { id, engineer } = await approvedPractice(5);
  const { page, complaints } = await signedIn(browser, "engineer");
  const card = page.getByRole("region", { name: "EMR side" });
  const save = async (port: number) => {
    await card.getByLabel("Port", { exact: true }).fill(String(port));
    await card.getByRole("button", { name: "Save settings" }).click();
    await expect(page.getByText("Settings saved")).toBeVisible();
    await expect(card.getByText(`127.0.0.1:${port}`).first()).toBeVisible();
  };

  await test.step("without what it needs nothing is saved, and the field says so", async () => {
    await page.goto(`/connections/${id}/endpoints`);
    await card.getByLabel("Reached by").selectOption("mllp");
    await card.getByLabel("Server").fill("127.0.0.1");
    await card.getByLabel("It connects to us from").fill("127.0.0.0/8");
    await card.getByRole("button", { name: "Save settings" }).click();
    await expect(card.locator("[aria-invalid=true]").first()).toBeVisible();
    await looksRight(page);
    // Somebody else changes the connection meanwhile: the page loads its data again, and keeps what was typed.
    await engineer.post(`/connections/${id}/endpoints`, {
      intent: "addToDo",
      what: "Ask for the port",
      party: "vendor",
    });
    await expect(page.getByText("Ask for the port")).toBeVisible();
    await expect(card.locator("[aria-invalid=true]").first()).toBeVisible();
    await expect(card.getByLabel("It connects to us from")).toHaveValue("127.0.0.0/8");
  });

  await test.step("a wrong port is red in plain words", async () => {
    await card.getByLabel("To our port").fill(String(ours));
    await save(wrong);
    await expect(async () => {
      await card.getByRole("button", { name: "Check connectivity" }).click();
      await expect(card.getByText(`Port ${ours} is open for it.`)).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await expect(card.getByText("A step failed")).toBeVisible();
    await expect(card.getByText(/refused the connection.*Ask its operator for the port/).first()).toBeVisible();
    await looksRight(page);
  });

  await test.step("the right one is green, with what was seen", async () => {
    await save(emr.port);
    await expect(async () => {
      await card.getByRole("button", { name: "Check connectivity" }).click();
      await expect(card.getByText("Every step worked")).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await expect(card.getByText(`Port ${emr.port} is open.`)).toBeVisible();
    await looksRight(page);
  });

  await test.step("an order is answered when it is stored; its page says so", async () => {
    expect((await emr.send(ours, order)).code).toBe("AR");
    await engineer.post(`/connections/${id}/test-runs`, { intent: "startTest" });
    expect(await emr.send(ours, order)).toEqual({ code: "AA", of: "C-FX-MLLP" });
    await page.goto(`/connections/${id}/messages`);
    const row = page.getByRole("row", { name: /FX-MLLP.*C-FX-MLLP/ });
    await row.getByRole("link").first().click({ timeout: 60_000 });
    await expect(page.getByText("Delivered").first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/^Answered: /)).toBeVisible();
    await looksRight(page);
  });

  await test.step("the result reaches the EMR, and its acknowledgment stands on the result's page", async () => {
    await expect.poll(() => emr.received.length, { timeout: 90_000 }).toBeGreaterThan(0);
    await page.goto(`/connections/${id}/messages`);
    const result = page.getByRole("row", { name: /Final result.*FX-MLLP/ });
    await result.getByRole("link").first().click({ timeout: 30_000 });
    await page.waitForURL(/msg_/);
    await expect(page.getByText(/, AA$/)).toBeVisible();
    // With the tries the drill cut, it is a long way: no stop lies over another.
    const stops = await page
      .locator("ol > li:has(time)")
      .evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
    expect(Math.max(...stops)).toBeLessThanOrEqual(0);
    await looksRight(page);
  });
  await emr.close();
  expect(complaints).toEqual([]);
});
