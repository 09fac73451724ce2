import { expect, test } from "@playwright/test";
import { waitUntil } from "../../server/demo/browser";
import { looksRight, signedIn } from "./people";
import { placeOrder } from "./sandbox";
import { acceptDifferences, as, liveFromTest, passedTest, signed } from "./tested";

test("a live connection is changed beside what runs, on real messages, and back again", async ({ browser }) => {
  const id = await liveFromTest();
  const base = `/connections/${id}`;
  const { page, complaints } = await signedIn(browser, "engineer");
  const laboratory = await as("engineer");
  /** An order with this code, until its result is delivered. */
  const answered = async (code: string) => {
    const { placerOrderNumber } = (await placeOrder(id, code)) as { placerOrderNumber: string };
    await waitUntil(60_000, async () => {
      const data = await laboratory.data(`${base}/messages`, "routes/_console.connections.$id.messages");
      const rows = data.rows as { direction: string; state: string; placerOrderNumber: string }[];
      const mine = rows.filter((row) => row.placerOrderNumber === placerOrderNumber && row.state === "delivered");
      return mine.some((row) => row.direction === "result") ? true : undefined;
    });
  };

  await test.step("without a change the page says how one comes about", async () => {
    await page.goto(`${base}/change`);
    await expect(page.getByText("No change is being prepared")).toBeVisible();
    await looksRight(page);
  });

  await test.step("a saved change stands beside what is live, and every tab says so", async () => {
    await page.goto(`${base}/codes`);
    await page.locator('[name="emrCode.TSH"]').fill("L-TSH");
    await page.getByRole("button", { name: "Save code map" }).click();
    await expect(page.getByText(/Version \d+ beside live version \d+/).first()).toBeVisible();
    await expect(page.locator('[name="emrCode.TSH"]')).toHaveValue("L-TSH");
    await page.getByRole("link", { name: "What it changes" }).click();
    await expect(page.getByRole("cell", { name: "L-TSH" })).toBeVisible();
    await looksRight(page);
  });

  await test.step("real messages go on as they were, and are tried on the change", async () => {
    await placeOrder(id, "TSH");
    await page.goto(`${base}/change`);
    await expect(page.locator('[data-kind="stops/code-not-mapped"]')).toBeVisible({ timeout: 60_000 });
    await expect(page.locator('[data-kind="OBR-4"]')).toBeVisible({ timeout: 60_000 });
    await page.getByRole("button", { name: /Try it on the newest/ }).click();
    await expect(page.getByText("Tried on what is here")).toBeVisible();
    await page.locator('[data-kind="OBR-4"]').getByRole("link", { name: "Side by side" }).click();
    await expect(page.getByRole("columnheader", { name: /^Live version/ })).toBeVisible();
    await expect(page.getByRole("button", { name: "Switch over" })).toHaveCount(0);
    await looksRight(page);
  });

  await test.step("the differences are accepted with a note", async () => {
    await acceptDifferences(page, "The practice renames its code.");
    await expect(page.getByText("not accepted yet")).toHaveCount(0);
  });

  await test.step("a run beside the traffic proves it, the practice signs, and it is switched over", async () => {
    await passedTest(laboratory, base);
    await signed(id);
    await page.goto(`${base}/change`);
    await page.getByRole("button", { name: "Switch over" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Switch over" }).click();
    await expect(page.getByText(/Version \d+ is in force/)).toBeVisible();
    await expect(page.getByText("No change is being prepared")).toBeVisible();
  });

  await test.step("messages are mapped with the change from then on", () => answered("L-TSH"));

  await test.step("one step leads back, without a pause", async () => {
    await page.goto(`${base}/go-live`);
    await page.getByRole("button", { name: /^Return to version/ }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("The practice keeps its code.");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Return to version/ })
      .click();
    await expect(page.getByText("Orders and results flow with it.")).toBeVisible();
    await answered("TSH");
  });

  expect(complaints).toEqual([]);
});
