import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { looksRight, signedIn } from "./people";

const csv = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("a connection's own codes are typed and imported over the template's, saved as a version, and given back", async ({
  browser,
}) => {
  const { page, complaints } = await signedIn(browser, "engineer");
  await page.goto("/connections?view=open");
  await page.getByRole("link", { name: "Sycamore Street Internal Medicine" }).first().click();
  await page.waitForURL(/con_/);
  const base = `/connections/${/con_[0-9a-z]+/.exec(page.url())?.[0]}`;
  const card = page.getByRole("region", { name: /^Value tables/ });
  const sex = card.getByRole("listitem").filter({ has: page.getByRole("link", { name: "Sex", exact: true }) });
  const dialog = page.getByRole("dialog");
  const choose = async (file: ReturnType<typeof csv>) => {
    await page.getByRole("button", { name: "Import a list" }).click();
    await dialog.locator("input[type=file]").setInputFiles(file);
  };

  await test.step("the card leads to a table that is the template's so far", async () => {
    await page.goto(`${base}/configuration`);
    await expect(sex.getByText("As the template")).toBeVisible();
    await looksRight(page);
    await sex.getByRole("link").click();
    await expect(page.getByText("Nothing was changed yet.")).toBeVisible();
    await looksRight(page);
  });

  await test.step("a bad list takes nothing in and names every bad row; a good one shows what it changes", async () => {
    await choose(csv("bad.csv", "code,value\nW,\n,male\nK,other\n"));
    await expect(dialog.getByText(/2 rows are wrong/)).toBeVisible();
    await dialog.getByRole("button", { name: "Leave it as it is" }).click();
    await expect(page.getByText("Nothing was changed yet.")).toBeVisible();
    await choose(csv("good.csv", "code,value,note\nW,female,their form\n"));
    await expect(dialog.getByText("1 added, 0 changed, 0 removed, 0 stay.")).toBeVisible();
    await dialog.getByRole("button", { name: "Take 1 row in" }).click();
    await expect(page.getByRole("textbox", { name: "Code, row 1" })).toHaveValue("W");
  });

  await test.step("a built-in row is changed and given back, the rest is saved", async () => {
    await page.getByText(/built-in rows/).click();
    await page.getByRole("button", { name: "Change M", exact: true }).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("other");
    await expect(page.getByText("Changed", { exact: true })).toBeVisible();
    await expect(page.getByText(/^2 rows differ from/)).toBeVisible();
    await looksRight(page);
    await page.getByRole("button", { name: "Back to the built-in row, row 2" }).click();
    await page.getByLabel("Why").fill("Their form has W");
    await page.getByRole("button", { name: "Save table" }).click();
    await expect(page.getByText("Value table sex changed: Their form has W").first()).toBeVisible();
    await expect(sex.getByText("1 row differs")).toBeVisible();
  });

  await test.step("it comes down as CSV, narrow and dark it is right as well", async () => {
    const narrow = await signedIn(browser, "engineer", { width: 380, dark: true });
    await narrow.page.goto(`${base}/tables/sex`);
    await looksRight(narrow.page);
    const coming = narrow.page.waitForEvent("download");
    await narrow.page.getByRole("link", { name: "Download as CSV" }).click();
    expect(readFileSync(await (await coming).path(), "utf8")).toContain("\r\nW,female,their form\r\n");
    expect(narrow.complaints).toEqual([]);
    await narrow.page.context().close();
  });

  await test.step("a colleague's save is not gone over", async () => {
    const colleague = await signedIn(browser, "engineer");
    await colleague.page.goto(`${base}/tables/sex`);
    await colleague.page.getByRole("button", { name: "Add a row" }).click();
    await colleague.page.keyboard.type("V");
    await colleague.page.keyboard.press("Tab");
    await colleague.page.keyboard.type("male");
    await sex.getByRole("link").click();
    await page.getByRole("button", { name: "Back to the template" }).click();
    await page.getByRole("button", { name: "Save table" }).click();
    await expect(sex.getByText("As the template")).toBeVisible();
    await expect(colleague.page.getByText("Somebody else changed this table")).toBeVisible();
    await expect(colleague.page.getByRole("button", { name: "Save table" })).toBeDisabled();
    await looksRight(colleague.page);
    await colleague.page.getByRole("button", { name: "Show theirs" }).click();
    await expect(colleague.page.getByText("Nothing was changed yet.")).toBeVisible();
    await colleague.page.context().close();
  });

  await test.step("who may not change it sees the rows and why", async () => {
    const sales = await signedIn(browser, "sales");
    await sales.page.goto(`${base}/tables/sex`);
    await expect(sales.page.getByText("Engineers change it.")).toBeVisible();
    await expect(sales.page.getByRole("button", { name: "Save table" })).toHaveCount(0);
    await looksRight(sales.page);
    await sales.page.context().close();
  });
  expect(complaints).toEqual([]);
});
