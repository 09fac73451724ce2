import { expect, test } from "@playwright/test";
import { looksRight, type people, signedIn } from "./people";

const homes: Partial<Record<keyof typeof people, string[]>> = {
  provider: [
    "/portal",
    "/portal/requests/new",
    "/portal/order-menu",
    "/portal/code-check",
    "/portal/people",
    "/portal/mails",
  ],
  sales: [
    "/approvals",
    "/approvals?view=unassigned&sla=blue",
    "/approvals?view=decided",
    "/invitations",
    "/sla",
    "/compendium",
    "/panels",
    "/panels/new",
    "/panels/PWELL",
    "/prices",
    "/program",
  ],
  engineer: [
    "/connections",
    "/messages",
    "/messages?view=dead",
    "/ledger",
    "/alerts",
    "/templates",
    "/templates/generic-orm-2.5.1",
    "/dev/mail",
  ],
  programManager: [
    "/program",
    "/program?view=table",
    "/approvals",
    "/sla/rules",
    "/sla/rules?policy=sla_default",
    "/sla/rules?calendar=cal_lab",
    "/admin/emr-systems",
    "/admin/emr-systems/emr_cata1002?edit=rest",
    "/admin/emr-systems/criteria?criterion=cri_latency0",
  ],
  labOps: [
    "/compendium",
    "/compendium/tests/CMP",
    "/compendium/tests/new",
    "/compendium/panels",
    "/compendium/panels/PWELL",
    "/compendium?view=discontinued",
    "/compendium/draft",
    "/compendium/releases",
    "/compendium/old-codes",
    "/compendium/orderability",
    "/compendium/releases/2",
    "/compendium/difference",
    "/compendium/import",
    "/compendium/loinc",
    "/code-maps",
    "/code-maps/emr_cata1002",
    "/sync",
  ],
  admin: [
    "/admin/audit",
    "/admin/network",
    "/admin/go-live",
    "/admin/people",
    "/admin/mail?view=gallery",
    "/mails",
    "/alerts",
  ],
};

for (const [who, paths] of Object.entries(homes) as [keyof typeof people, string[]][]) {
  test(`every page of the ${who} is right in light and dark, wide and narrow`, async ({ browser }) => {
    for (const look of [
      { width: 1440, dark: false },
      { width: 380, dark: true },
    ]) {
      const { page, complaints } = await signedIn(browser, who, look);
      for (const path of paths) {
        const response = await page.goto(path);
        expect(response?.status(), path).toBe(200);
        await looksRight(page, look.dark === true);
      }
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  });
}

test("the pages before the sign-in are right in light and dark, wide and narrow", async ({ browser }) => {
  for (const look of [
    { width: 1440, dark: false },
    { width: 380, dark: true },
  ]) {
    const context = await browser.newContext({
      baseURL: process.env.GATEHOUSE_E2E_URL ?? "",
      viewport: { width: look.width, height: 900 },
      colorScheme: look.dark ? "dark" : "light",
    });
    const page = await context.newPage();
    const closed = ["/invitation/made-up", "/status/made-up"];
    for (const path of ["/sign-in", "/sign-up", ...closed]) {
      expect((await page.goto(path))?.status(), path).toBe(closed.includes(path) ? 404 : 200);
      await looksRight(page);
    }
    await context.close();
  }
});

test("pages of others are refused by the server, whatever the rail shows", async ({ browser }) => {
  const { page } = await signedIn(browser, "provider");
  for (const path of [
    "/approvals",
    "/invitations",
    "/connections",
    "/messages",
    "/admin/audit",
    "/admin/network",
    "/program",
    "/compendium",
  ]) {
    expect((await page.goto(path))?.status(), path).toBe(403);
  }
  const sales = await signedIn(browser, "sales");
  for (const path of ["/messages", "/admin/audit", "/portal", "/alerts"]) {
    expect((await sales.page.goto(path))?.status(), path).toBe(403);
  }
  expect((await sales.page.goto("/connections/con_00000000"))?.status()).toBe(404);
});

test("lab ops changes a test in the draft, and what is wrong with it is said beside the field", async ({ browser }) => {
  const { page } = await signedIn(browser, "labOps");
  await page.goto("/compendium/tests/GGT");
  await page.locator('[name="listPriceCents"]').fill("free");
  await page.getByRole("button", { name: "Keep in the draft" }).click();
  await expect(page.getByRole("alert").first()).toContainText("12.60");
  await page.locator('[name="listPriceCents"]').fill("9.10");
  await page.getByRole("button", { name: "Keep in the draft" }).click();
  await expect(page.getByRole("region", { name: "In the draft" })).toContainText("8.70 9.10");
});

test("the audit trail verifies from its page", async ({ browser }) => {
  const { page } = await signedIn(browser, "admin");
  await page.getByRole("button", { name: /Verify/ }).click();
  await expect(page.getByText("none was changed")).toBeVisible();
  await looksRight(page);
});
