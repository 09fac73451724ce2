import { expect, type Page, test } from "@playwright/test";
import { looksRight, signedIn } from "./people";

/** Tab until the focus is on what is asked for; the way a person without a mouse gets there. */
async function tabTo(page: Page, name: string, key = "Tab"): Promise<void> {
  for (let i = 0; i < 250; i++) {
    const here = await page.evaluate(() => {
      const at = document.activeElement;
      if (at?.getAttribute("type") === "checkbox") return `${at.getAttribute("name")}=${at.getAttribute("value")}`;
      if (at instanceof HTMLButtonElement) return at.textContent?.trim() ?? "";
      return at?.getAttribute("name") || at?.getAttribute("aria-label") || at?.id || at?.textContent?.trim() || "";
    });
    if (here === name) return;
    await page.keyboard.press(key);
  }
  throw new Error(`The keyboard does not reach ${name}.`);
}

test("a new practice gets from its invitation to a submitted request, on a phone-sized screen, by keyboard only", async ({
  browser,
}) => {
  const sales = await signedIn(browser, "sales");
  await sales.page.goto("/invitations");
  const email = `office${Date.now()}@newpractice.example`;
  for (const [name, value] of Object.entries({ name: "New Leaf Clinic", email, npi: "1245319599" }))
    await sales.page.locator(`[name="${name}"]`).fill(value);
  await sales.page.locator('[name="emrSystemId"]').selectOption({ label: "athenaOne" });
  await sales.page.getByRole("button", { name: "Send invitation" }).click();
  await expect(sales.page.getByRole("cell", { name: email })).toBeVisible();
  await looksRight(sales.page);
  await sales.page.goto("/dev/mail");
  await sales.page.getByRole("link", { name: email }).first().click();
  const link = await sales.page
    .frameLocator("iframe")
    .first()
    .getByRole("link", { name: "Open your account" })
    .getAttribute("href");
  await sales.page.context().close();

  const context = await browser.newContext({
    baseURL: process.env.GATEHOUSE_E2E_URL ?? "",
    viewport: { width: 380, height: 800 },
  });
  const page = await context.newPage();
  await page.goto(new URL(link ?? "").pathname);
  await looksRight(page);
  const type = async (name: string, text: string) => {
    await tabTo(page, name);
    await page.keyboard.type(text);
  };
  await type("name", "Noor Example");
  await type("password", "short");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").first()).toContainText("15 characters");
  await tabTo(page, "password");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("three quiet rivers");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/requests\/req_[0-9a-z]+\/edit/);
  await expect(page.locator('[name="practice.legalName"]')).toHaveValue("New Leaf Clinic");
  await expect(page.locator('[name="practice.npi"]')).toHaveValue("1245319599");
  await looksRight(page);

  await type("practice.addressLine", "1 Example Street");
  await type("practice.city", "Bend");
  await type("practice.state", "Oregon");
  await page.keyboard.press("Tab");
  await expect(page.getByText("Two letters, such as OR.").first()).toBeVisible();
  await tabTo(page, "practice.state", "Shift+Tab");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("OR");
  await type("practice.postalCode", "97701");
  await expect(page.getByText("Two letters, such as OR.")).toHaveCount(0);
  await type("practice.specialty", "Family medicine");
  const goOn = async (to: string) => {
    await tabTo(page, "Save and continue");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: to, level: 2 })).toBeFocused();
  };
  await goOn("Your EMR");
  await expect(page.getByRole("textbox", { name: "EMR system" })).toHaveValue("athenaOne");
  await goOn("How it connects");
  await goOn("Volume and dates");
  await looksRight(page);
  await type("volume.orders", "120");
  await type("volume.results", "120");
  // Enter goes on from a field, too.
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Tests and panels", level: 2 })).toBeFocused();
  await tabTo(page, "tests=CMP");
  await page.keyboard.press("Space");
  await goOn("People");
  await goOn("Review");
  await looksRight(page);
  // Whoever goes on elsewhere finds what was typed so far, at the step where they were.
  await expect(page.getByText("Draft saved").first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Review", level: 2 })).toBeVisible();
  await expect(page.locator('[name="practice.city"]')).toHaveValue("Bend");
  await tabTo(page, "Submit request");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "What happens next" })).toBeVisible();
  await looksRight(page);

  await type("label", "Our board");
  await tabTo(page, "Make link");
  await page.keyboard.press("Enter");
  const shared = await page.getByRole("button", { name: /^Copy the link/ }).textContent();
  const status = await page.goto(new URL(shared?.trim() ?? "").pathname);
  // The page's own policy follows the site's; a browser takes the last.
  expect(status?.headers()["referrer-policy"]).toMatch(/no-referrer$/);
  expect(status?.headers()["x-robots-tag"]).toBe("noindex, nofollow");
  await expect(page.getByText("The request is with the lab's sales team.")).toBeVisible();
  await looksRight(page);
  await page.goto(new URL(link ?? "").pathname);
  await expect(page.getByRole("heading", { name: "This link has been used" })).toBeVisible();
  await context.close();
});
