import { expect, type Page, test } from "@playwright/test";
import { connectedPractice } from "./connected-practice";
import { looksRight, signedIn } from "./people";
import { liveConnection, placeOrder } from "./sandbox";
import { acceptDifferences, passedTest, signed } from "./tested";

/** How an EMR is told, kept in the panel of its row; then all it is offered is sent to it. */
async function tell(page: Page, connection: string, how: { format: string; way: string; contact: string }) {
  await page.goto(`/sync/connections/${connection}`);
  await page.getByLabel("Format").selectOption(how.format);
  await page.getByLabel("Way", { exact: true }).selectOption(how.way);
  await page.getByLabel(/^Contact at/).fill(how.contact);
  await page.getByRole("button", { name: "Save profile" }).click();
  await expect(page.getByText("The next update goes this way.")).toBeVisible();
  await page.getByRole("button", { name: "Send the whole menu" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send the whole menu" }).click();
  await page.waitForURL(/\/sync\/syn_/);
}

const panel = (page: Page) => page.getByRole("region", { name: "Update" });

test("a price and an end reach three EMRs in three formats, and the board shows each step", async ({ browser }) => {
  const { page, complaints } = await signedIn(browser, "labOps");
  const live = await liveConnection(page);
  await page.goto("/connections");
  const others = await page
    .locator("a[href*='/connections/con_']")
    .evaluateAll((links) => [
      ...new Set(links.map((link) => /con_[0-9a-z]+/.exec((link as HTMLAnchorElement).href)?.[0] ?? "")),
    ]);
  const [second = "", third = ""] = others.filter((id) => id !== live);

  await test.step("each gets the whole menu its own way", async () => {
    await tell(page, live, { format: "mfn", way: "endpoint", contact: "" });
    await expect(panel(page).getByText("Sent, not yet confirmed")).toBeVisible({ timeout: 30_000 });
    await looksRight(page);
    await tell(page, second, { format: "csv", way: "link", contact: "robin@vendor.example" });
    await expect(panel(page).getByText("Sent, not yet confirmed")).toBeVisible({ timeout: 30_000 });
    await tell(page, third, { format: "json", way: "link", contact: "kim@vendor.example" });
    await expect(panel(page).getByText("Sent, not yet confirmed")).toBeVisible({ timeout: 30_000 });
  });

  await test.step("a price and an end are published", async () => {
    await page.goto("/compendium/tests/CMP");
    await page.locator('[name="listPriceCents"]').fill("11.11");
    await page.getByRole("button", { name: "Keep in the draft" }).click();
    await expect(page.getByRole("region", { name: "In the draft" })).toContainText("11.11");
    await page.goto("/compendium/draft");
    await page.getByLabel("In force from").fill("");
    await page.getByLabel("What this release brings").fill("A price");
    await page.getByRole("button", { name: "Publish release" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Release / })).toBeVisible();
    await page.goto("/sync");
    await expect(
      page
        .getByRole("row")
        .filter({ has: page.getByRole("link", { name: /Sent/ }) })
        .first(),
    ).toBeVisible({
      timeout: 30_000,
    });
    await looksRight(page);
  });

  await test.step("a vendor loads it by its link and says so; the lab confirms another", async () => {
    const { page: admin } = await signedIn(browser, "admin");
    await admin.goto("/dev/mail");
    await admin.getByRole("link", { name: "robin@vendor.example" }).first().click();
    const link = admin.frameLocator("iframe").first().getByRole("link", { name: "Get the file and confirm" });
    const href = await link.getAttribute("href");
    await admin.context().close();
    const vendor = await (await browser.newContext({ viewport: { width: 380, height: 800 } })).newPage();
    await vendor.goto(`${process.env.GATEHOUSE_E2E_URL}${new URL(href ?? "").pathname}`);
    await looksRight(vendor);
    await vendor.getByRole("button", { name: "I have loaded this" }).click();
    await expect(vendor.getByText("Your name is needed.").first()).toBeVisible();
    await vendor.getByLabel("Your name").fill("Robin Vale");
    await vendor.getByRole("button", { name: "I have loaded this" }).click();
    await expect(vendor.getByText("Confirmed by Robin Vale")).toBeVisible();

    await page.goto("/sync");
    await page.getByRole("link", { name: /Sent/ }).first().click();
    await panel(page).getByRole("button", { name: "Confirm as loaded" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Confirm as loaded" }).click();
    await expect(panel(page).getByText("The EMR has it.")).toBeVisible();
  });
  expect(complaints).toEqual([]);
});

/** Today at the demo lab. */
const labDay = () => new Date().toLocaleDateString("sv-SE", { timeZone: "America/New_York" });

test("an order for a code that has ended is held, and goes with its replacement once that is chosen", async ({
  browser,
}) => {
  const { id, engineer } = await connectedPractice(3);
  const base = `/connections/${id}`;
  await passedTest(engineer, base);
  await signed(id);
  await engineer.post(base, { intent: "goLive" });
  const { page, complaints } = await signedIn(browser, "labOps");
  let message = "";

  await test.step("a panel ends, and another test takes its place", async () => {
    await page.goto("/compendium/panels/PWELL");
    await page.locator('[name="discontinuedOn"]').fill(labDay());
    await page.locator('[name="replacementCode"]').fill("CMP");
    await page.getByRole("button", { name: "Keep in the draft" }).click();
    await expect(page.getByRole("region", { name: "In the draft" })).toContainText("CMP");
    await page.goto("/compendium/draft");
    await page.getByLabel("In force from").fill("");
    await page.getByLabel("What this release brings").fill("The annual panel ends");
    await page.getByRole("button", { name: "Publish release" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Release / })).toBeVisible();
  });

  await test.step("its order is held, with the reason and the update that would have told of it", async () => {
    const { placerOrderNumber } = (await placeOrder(id, "PWELL")) as { placerOrderNumber: string };
    await expect
      .poll(
        async () => {
          await page.goto(`/messages?view=held&q=${placerOrderNumber}`);
          return page.locator("a[href*='/messages/msg_']").count();
        },
        { timeout: 60_000 },
      )
      .toBeGreaterThan(0);
    await page.locator("a[href*='/messages/msg_']").first().click();
    await expect(page.getByText("The lab no longer does PWELL.").first()).toBeVisible();
    await expect(page.getByText("The EMR was told of this code and has not confirmed it")).toBeVisible();
    await looksRight(page);
    message = new URL(page.url()).pathname;
    await page.goto("/compendium/old-codes");
    await expect(page.getByRole("row").filter({ hasText: "PWELL" }).first()).toBeVisible();
    await looksRight(page);
    await page.goto("/compendium/orderability");
    await expect(page.getByRole("region", { name: "Matrix of codes and connections" })).toBeVisible();
    await looksRight(page);
  });

  await test.step("the update is confirmed, and the connection is to put the replacement", async () => {
    await page.goto(message);
    await page.locator("a[href*='/sync/syn_']").first().click();
    await panel(page).getByRole("button", { name: "Confirm as loaded" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Confirm as loaded" }).click();
    await expect(panel(page).getByText("The EMR has it.")).toBeVisible();
    const { page: desk } = await signedIn(browser, "engineer");
    await desk.goto(`${base}/codes`);
    await desk.getByRole("radio", { name: /Put the replacement/ }).check();
    await desk.getByRole("button", { name: "Save what becomes of them" }).click();
    await expect(desk.getByText(/Version \d+ beside live version \d+/).first()).toBeVisible();
    await looksRight(desk);
    await desk.goto(`${base}/change`);
    await desk.getByRole("button", { name: /Try it on the newest/ }).click();
    await expect(desk.locator('[data-kind="passes/code-discontinued"]')).toBeVisible({ timeout: 60_000 });
    await acceptDifferences(desk, "The replacement is wanted.");
    await passedTest(engineer, base);
    await signed(id);
    await desk.goto(`${base}/change`);
    await desk.getByRole("button", { name: "Switch over" }).click();
    await desk.getByRole("dialog").getByRole("button", { name: "Switch over" }).click();
    await expect(desk.getByText(/Version \d+ is in force/)).toBeVisible();
    await desk.context().close();
  });

  await test.step("replayed, it goes to the lab with the replacement and a note, and the page says so", async () => {
    await page.goto(message);
    await page.getByRole("button", { name: "Replay" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("The replacement is wanted.");
    await page.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
    await expect(page.getByText("Another test was put for a code").first()).toBeVisible({ timeout: 30_000 });
    await page.goto(`${message}?tab=sent`);
    await expect(page.getByText(/Ordered as PWELL/).first()).toBeVisible();
    await looksRight(page);
  });
  expect(complaints).toEqual([]);
});
