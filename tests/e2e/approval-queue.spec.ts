import { expect, test } from "@playwright/test";
import { looksRight, signedIn } from "./people";

test("Sales decides by keyboard alone, and whoever comes second is told", async ({ browser }) => {
  const maren = await signedIn(browser, "sales");
  const jun = await signedIn(browser, "secondSales");
  const { page } = maren;
  const title = page.getByRole("region", { name: "Request" }).getByRole("heading", { level: 2 });
  const send = () => page.keyboard.press("Control+Enter");

  await test.step("claims, asks, declines and approves without touching the mouse", async () => {
    await page.goto("/approvals?view=unassigned");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys of the queue" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    for (const [key, field, text, told] of [
      ["i", "question", "Which sites order?", "Question sent"],
      ["r", "message", "The volume is too small.", "Request declined"],
      ["a", "reason", "They move from fax.", "Approved"],
    ] as const) {
      await page.goto("/approvals?view=unassigned");
      await page.getByRole("table", { name: "Requests" }).waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("c");
      await expect(page.getByText("The request is yours.").first()).toBeVisible();
      await page.goto("/approvals?view=mine&sla=blue");
      await page.getByRole("table", { name: "Requests" }).waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press(key);
      await expect(title).toBeVisible();
      if (key === "r") {
        await expect(page.locator('[name="reasonCode"]')).toBeFocused();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
      }
      await expect(page.locator(`[name="${field}"]`)).toBeFocused();
      // The letters of the text are keys of the queue too, and do nothing here.
      await page.keyboard.type(text);
      await send();
      await expect(page.getByText(told).first()).toBeVisible();
    }
    await looksRight(page);
  });

  await test.step("the second decider is told by whom and when, and keeps what was typed", async () => {
    await page.goto("/approvals?view=unassigned");
    await page.getByRole("table", { name: "Requests" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("o");
    await expect(title).toBeVisible();
    const { pathname } = new URL(page.url());
    await jun.page.goto(`${pathname}#approve`);
    await expect(jun.page.locator('[name="reason"]')).toBeFocused();
    await jun.page.keyboard.type("I typed this first.");
    await page.keyboard.press("r");
    await page.locator('[name="reasonCode"]').selectOption({ index: 1 });
    await page.locator('[name="message"]').fill("Not in your area.");
    await page.locator('[name="message"]').press("Control+Enter");
    await expect(page.getByText("Request declined").first()).toBeVisible();
    await expect(jun.page.getByText("Maren Oduya declined this request before you")).toBeVisible();
    await expect(jun.page.locator('[name="reason"]')).toHaveValue("I typed this first.");
    await expect(jun.page.locator('button[value="approve"]')).toBeHidden();
    await looksRight(jun.page);
  });
  expect([...maren.complaints, ...jun.complaints]).toEqual([]);
});
