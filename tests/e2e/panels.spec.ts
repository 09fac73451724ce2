import { expect, test } from "@playwright/test";
import { connectedPractice } from "./connected-practice";
import { looksRight, signedIn } from "./people";

test("Sales builds a panel for a practice, lab ops publish it, and the practice sees it at its own price", async ({
  browser,
}) => {
  const { id } = await connectedPractice(2);
  const sales = await signedIn(browser, "sales");
  const labOps = await signedIn(browser, "labOps");
  const name = "Monday check";
  const { page } = sales;

  await test.step("built from the connection: members by search, the price against list", async () => {
    await page.goto(`/connections/${id}`);
    await page.getByRole("link", { name: "Build panel" }).click();
    await page.getByLabel("Name", { exact: false }).first().fill(name);
    for (const code of ["CMP", "TSH"]) {
      await page.getByLabel("Add a member").fill(code);
      await page.getByRole("button", { name: new RegExp(`^${code}\\b`) }).click();
    }
    await page.getByLabel("Price of the panel").fill("20.00");
    await expect(page.getByText(/% below/)).toBeVisible();
    await looksRight(page);
  });

  await test.step("a price that is none is said beside its field, and nothing typed is lost", async () => {
    await page.getByLabel("Price of the panel").fill("20.005");
    await page.getByRole("button", { name: "Propose panel" }).click();
    await expect(page.getByText("The price must read like 12.60, with at most 2 decimals.").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Take TSH out" })).toBeVisible();
    await page.getByLabel("Price of the panel").fill("20.00");
    await page.getByRole("textbox", { name: "Why" }).fill("They order both every Monday.");
    await page.getByRole("button", { name: "Propose panel" }).click();
    await expect(page.getByText("Panel proposed")).toBeVisible();
  });

  await test.step("it waits for lab ops, who read whom it is for and publish", async () => {
    await page.goto("/panels?view=proposals");
    await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText("Proposed");
    await looksRight(page);
    await labOps.page.goto("/compendium/draft");
    await expect(labOps.page.getByText(/They order both every Monday\./)).toBeVisible();
    await labOps.page.getByLabel("What this release brings").fill("A panel for a practice");
    await labOps.page.getByLabel("In force from").fill("");
    await labOps.page.getByRole("button", { name: "Publish release" }).click();
    await expect(labOps.page.getByRole("heading", { level: 1, name: /^Release / })).toBeVisible();
  });

  await test.step("published, it is offered by itself", async () => {
    const row = page.getByRole("row", { name: new RegExp(name) });
    await expect(row).toContainText("Offered");
    await page.goto("/panels?q=Monday");
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("table", { name: "Practices" })).toContainText("20.00");
    await looksRight(page);
  });

  await test.step("the practice gets a price of its own, set in place", async () => {
    await page.goto(`/connections/${id}`);
    await page.getByRole("link", { name: "Prices", exact: true }).click();
    const cell = page.getByRole("button", { name: /^Price of P-/ });
    await cell.click();
    await page.getByRole("textbox", { name: /^Price of P-/ }).fill("18");
    await page.getByRole("textbox", { name: /^Price of P-/ }).press("Enter");
    await expect(page.getByText("1 price set")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Price of P-.*: 18\.00$/ })).toBeVisible();
    await looksRight(page);
  });

  await test.step("and sees it on its order menu", async () => {
    const provider = await signedIn(browser, "provider", { width: 380 });
    await provider.page.goto("/portal/order-menu");
    await expect(provider.page.getByRole("heading", { name: new RegExp(name) })).toBeVisible();
    await expect(provider.page.getByText("USD 18.00")).toBeVisible();
    await looksRight(provider.page);
    expect(provider.complaints).toEqual([]);
  });

  expect([...sales.complaints, ...labOps.complaints]).toEqual([]);
});
