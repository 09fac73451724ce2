import { expect, test } from "@playwright/test";
import { looksRight, signedIn } from "./people";
import { liveConnection, placeOrder } from "./sandbox";

test("stopped messages are replayed and discarded together; a delivered one goes once more when two people agree", async ({
  browser,
}) => {
  const { page, complaints } = await signedIn(browser, "engineer");
  const connection = await liveConnection(page);
  const held = `/messages?view=held&reason=code-not-mapped&connection=${connection}`;

  await test.step("two orders stop for a code nobody mapped", async () => {
    await placeOrder(connection, "FX-NOBODYS");
    await placeOrder(connection, "FX-NOBODYS");
    await page.goto(held);
    await expect(page.getByRole("row")).toHaveCount(3, { timeout: 60_000 });
    await expect(page.getByText("All of them at once, with a preview first")).toBeVisible();
    await looksRight(page);
  });

  await test.step("the preview says that they would stop again, and the replay that they did", async () => {
    await page.getByRole("region", { name: "All of these" }).getByRole("link", { name: "Replay" }).click();
    await expect(page.getByRole("heading", { name: "Replay 2 messages" })).toBeVisible();
    await expect(page.getByText("2 of 2 tried out would stop again")).toBeVisible();
    await looksRight(page);
    await page.getByRole("button", { name: "Replay 2 messages" }).click();
    await expect(page.getByText("A reason is needed; it stays on record.")).toBeVisible();
    await page.getByRole("textbox", { name: "Reason" }).fill("to see whether it is mended");
    await page.getByRole("button", { name: "Replay 2 messages" }).click();
    await page.waitForURL(/replays\/rpl_/);
    await expect(page.getByText("2 of 2: 2 stopped again")).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText("Finished")).toBeVisible();
    await looksRight(page);
  });

  await test.step("they are discarded together", async () => {
    await page.goto(held);
    await page.getByRole("region", { name: "All of these" }).getByRole("link", { name: "Discard" }).click();
    await page.getByRole("textbox", { name: "Reason" }).fill("ordered again by phone");
    await page.getByRole("button", { name: "Discard 2 messages" }).click();
    await expect(page.getByText("2 of 2: 2 done")).toBeVisible({ timeout: 30_000 });
    await page.getByRole("link", { name: "Replays" }).first().click();
    await expect(page.getByRole("row", { name: /Discard, 2 messages/ })).toBeVisible();
    await looksRight(page);
  });

  await test.step("a delivered message waits for a second person, and not for the one who asked", async () => {
    await page.goto(`/messages?view=delivered&connection=${connection}`);
    // An order: a preliminary result is left alone once its final one has gone out.
    await page
      .getByRole("row", { name: /Order, / })
      .first()
      .getByRole("link")
      .first()
      .click();
    await page.waitForURL(/messages\/msg_/);
    // The list before it has a link of this name for all of its messages.
    await page.locator('a[href*="q=msg_"]', { hasText: "Send once more" }).click();
    await expect(page.getByText("A second person has to agree")).toBeVisible();
    await page.getByRole("textbox", { name: "Reason" }).fill("they lost their disk");
    await page.getByRole("button", { name: "Ask a second person" }).click();
    await expect(page.getByText("Somebody else has to agree", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Agree and start" })).toHaveCount(0);
    await looksRight(page);
    const second = await signedIn(browser, "labOps", { dark: true });
    await second.page.goto(page.url());
    await looksRight(second.page);
    await second.page.getByRole("button", { name: "Agree and start" }).click();
    await second.page.getByRole("dialog").getByRole("button", { name: "Agree and start" }).click();
    await expect(second.page.getByText(/Agreed to by/)).toBeVisible();
    await expect(page.getByText("1 of 1: 1 done")).toBeVisible({ timeout: 30_000 });
    expect(second.complaints).toEqual([]);
  });

  await test.step("all of it can be read on a phone", async () => {
    const phone = await signedIn(browser, "engineer", { width: 380 });
    for (const path of [held, "/messages/replays", new URL(page.url()).pathname, "/messages/replays/new?view=dead"]) {
      await phone.page.goto(path);
      await looksRight(phone.page);
    }
    expect(phone.complaints).toEqual([]);
  });
  expect(complaints).toEqual([]);
});
