import { expect, test } from "@playwright/test";
import { looksRight, signedIn } from "./people";

test("lab ops edits tests in place, meets a conflict, has the draft reviewed and publishes it", async ({ browser }) => {
  const { page, complaints } = await signedIn(browser, "labOps");
  const second = await signedIn(browser, "labOps");
  const admin = await signedIn(browser, "admin");
  const cell = (at: typeof page, code: string, field: string) => at.locator(`[data-cell="${code} ${field}"]`);
  const open = async (at: typeof page, code: string, field: string, value: string) => {
    await cell(at, code, field).dblclick();
    const input = at.getByRole("textbox", { name: new RegExp(`of ${code}$`) });
    await input.fill(value);
    await input.press("Enter");
  };

  await test.step("a cell is changed by keys, and taken back", async () => {
    await page.goto("/compendium");
    await looksRight(page);
    await page.getByRole("row", { name: /ALB/ }).first().getByRole("link").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "Specimen of ALB" }).fill("Plasma");
    await page.keyboard.press("Enter");
    await expect(cell(page, "ALB", "specimen")).toHaveAccessibleName("Specimen of ALB: Plasma, was Serum");
    await page.keyboard.press("ControlOrMeta+z");
    await expect(cell(page, "ALB", "specimen")).toHaveAccessibleName("Specimen of ALB: Serum");
  });

  await test.step("a LOINC code is found by the name of its term", async () => {
    await cell(page, "LIPA", "loinc").dblclick();
    await page.getByRole("textbox", { name: "LOINC of LIPA" }).fill("amyl");
    await expect(page.getByRole("option", { name: /1798-8/ })).toBeVisible();
    await looksRight(page);
    await page.getByRole("option", { name: /1798-8/ }).click();
    await expect(cell(page, "LIPA", "loinc")).toHaveAccessibleName(
      "LOINC of LIPA: 1798-8, Amylase, serum or plasma, was 3040-3",
    );
    await cell(page, "LIPA", "loinc").focus();
    await page.keyboard.press("ControlOrMeta+z");
    await expect(cell(page, "LIPA", "loinc")).toHaveAccessibleName("LOINC of LIPA: 3040-3, Lipase, serum or plasma");
  });

  await test.step("a file that is none of LOINC's is refused, and what is loaded stays", async () => {
    await page.getByRole("link", { name: /^LOINC: short list/ }).click();
    const buffer = Buffer.from("LOINC,MAP_TO,COMMENT\n2345-6,2339-0,\n");
    await page.locator('input[type="file"]').setInputFiles({ name: "MapTo.csv", mimeType: "text/csv", buffer });
    await page.getByRole("button", { name: "Load the table" }).click();
    await expect(page.getByText("In row 2, column LOINC: 2345-6 is not a LOINC code")).toBeVisible();
    await looksRight(page);
    await page.getByRole("link", { name: /^Tests \d/ }).click();
  });

  await test.step("rows that are selected take one value together", async () => {
    await page.getByLabel("Select ALT").check();
    await page.getByLabel("Select AST").check();
    await open(page, "ALT", "volume", "2 mL");
    await expect(cell(page, "AST", "volume")).toHaveAccessibleName("Volume of AST: 2 mL, was 1 mL");
    await page.getByRole("button", { name: "Clear selection" }).click();
  });

  await test.step("the second of two people sees both versions and chooses", async () => {
    await second.page.goto("/compendium");
    await expect(cell(second.page, "AMY", "volume")).toBeVisible();
    await open(page, "AMY", "volume", "3 mL");
    await expect(cell(page, "AMY", "volume")).toHaveAccessibleName(/3 mL/);
    await open(second.page, "AMY", "volume", "4 mL");
    await expect(second.page.getByText("Somebody else has changed this meanwhile.")).toBeVisible();
    await looksRight(second.page);
    await second.page.getByRole("button", { name: "Use mine" }).click();
    await expect(cell(second.page, "AMY", "volume")).toHaveAccessibleName("Volume of AMY: 4 mL, was 1 mL");
  });

  await test.step("a test ends on a day, with what is ordered instead", async () => {
    await page.goto("/compendium?q=BUN");
    await page.getByRole("row", { name: /BUN/ }).first().getByRole("link").focus();
    await page.keyboard.press("d");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Cannot be ordered from this day on").fill("2030-01-31");
    await dialog.getByLabel("Ordered instead").fill("CREA");
    await looksRight(page);
    await dialog.getByRole("button", { name: "Discontinue" }).click();
    await expect(page.getByText("Ends 31 Jan 2030")).toBeVisible();
  });

  await test.step("somebody else reviews it, and it is published", async () => {
    await page.goto("/compendium/draft");
    await looksRight(page);
    await page.getByRole("button", { name: "Ask for a review" }).click();
    await admin.page.goto("/compendium/draft");
    await admin.page.getByRole("button", { name: "Mark as reviewed" }).click();
    await expect(admin.page.getByText(/^Reviewed by Ari Dahl/)).toBeVisible();
    await page.goto("/compendium/draft");
    await page.getByLabel("In force from").fill("");
    await page.getByLabel("What this release brings").fill("Volumes of the chemistry tests");
    await page.getByRole("button", { name: "Publish release" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Release / })).toBeVisible();
    await expect(page.locator("#change-AMY")).toContainText("4 mL");
    await looksRight(page);
  });

  await test.step("the difference of two releases says what came between them", async () => {
    await page.getByRole("link", { name: "Compare with another" }).click();
    await expect(page.locator("#change-AMY")).toContainText("1 mL 4 mL");
    await looksRight(page);
  });
  expect([...complaints, ...second.complaints, ...admin.complaints]).toEqual([]);
});
