import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { openVariant, pane, saved } from "./mapping";
import { looksRight, signedIn } from "./people";

/** A made-up order whose sex is a code of the EMR's own. */
const order = [
  "MSH|^~\\&|FICTUS-EMR|FICTUS-CLINIC|GATEHOUSE|LAB|20260102093000-0500||ORM^O01|FX-ORD-2|T|2.3",
  "PID|1||FX-2003^^^FICTUS^MR||Fictus^Cleo||19750504|W",
  "ORC|NW|FX-5002^FICTUS-EMR||REQ-8|||^^^^^R||20260102093000-0500|||1234567893^Example^Doctor^^^Dr^MD^^NPI",
  "OBR|1|FX-5002^FICTUS-EMR||GLU^Glucose^L|||20260102091500-0500|||||||||1234567893^Example^Doctor^^^Dr^MD^^NPI",
].join("\r");

const csv = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("a code that no table lists is added, a list with a bad row is refused, a good one taken in, and both read back", async ({
  browser,
}) => {
  const { page, complaints } = await signedIn(browser, "engineer");
  await openVariant(page, { base: "generic-orm-2.3", title: "Fictus codes" });
  const tables = pane(page, "Code tables");

  await test.step("the finding of an unknown code leads to a row begun for it", async () => {
    await page.getByRole("button", { name: "Paste a message" }).first().click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Message" }).fill(order);
    await page.getByRole("dialog").getByRole("button", { name: "Try it once" }).click();
    await page.getByRole("button", { name: "Add to the table" }).first().click();
    await expect(tables.getByRole("textbox", { name: "Code, row 1" })).toHaveValue("W");
    await expect(tables.getByText("It counts once it has a value.")).toBeVisible();
    await looksRight(page);
    await expect(tables.getByRole("combobox", { name: "Value, row 1" })).toBeFocused();
    await page.keyboard.type("female");
    await expect(pane(page, "Outcome").getByText('"female"')).toBeVisible();
    await expect(page.getByRole("button", { name: "Add to the table" })).toHaveCount(0);
    await saved(page);
    await looksRight(page);
  });

  await test.step("what happens to other codes is chosen beside the table, for each rule", async () => {
    await tables
      .getByLabel("A code that is not listed, in patient-sex")
      .first()
      .selectOption({ label: "Hold for a person" });
    await tables.getByRole("button", { name: "Remove row 1" }).click();
    await expect(page.getByText(/1 stops this message/)).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(tables.getByRole("textbox", { name: "Code, row 1" })).toHaveValue("W");
    await expect(page.getByText("Nothing stops this message")).toBeVisible();
  });

  await test.step("rows copied from a spreadsheet are pasted over the grid", async () => {
    await tables.getByRole("button", { name: "Add a row" }).click();
    await tables.getByRole("textbox", { name: "Code, row 2" }).evaluate((cell) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "K\tmale\tas the form says\r\nZ\tunknown\r\n");
      cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect(tables.getByRole("textbox", { name: "Note, row 2" })).toHaveValue("as the form says");
    await expect(tables.getByRole("textbox", { name: "Code, row 3" })).toHaveValue("Z");
  });

  await test.step("one bad row keeps the whole list out, and every bad row is named", async () => {
    await tables.getByRole("button", { name: "Import a list" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[type=file]").setInputFiles(csv("bad.csv", "code,value\nW,female\nK,\n,male\n"));
    await expect(dialog.getByText(/2 rows are wrong/)).toBeVisible();
    await expect(dialog.getByText("The value is empty.")).toBeVisible();
    await expect(dialog.getByRole("button", { name: /Take/ })).toHaveCount(0);
    await looksRight(page);
    await dialog.getByRole("button", { name: "Leave it as it is" }).click();
    await expect(tables.getByRole("textbox", { name: "Code, row 3" })).toHaveValue("Z");
  });

  await test.step("a good list shows what it changes before it is taken in", async () => {
    await tables.getByRole("button", { name: "Import a list" }).click();
    const dialog = page.getByRole("dialog");
    await dialog
      .locator("input[type=file]")
      .setInputFiles(csv("good.csv", "Code;Value;Note\nW;female;\nK;other;\nQ;male;\n"));
    await expect(dialog.getByText("1 added, 1 changed, 1 removed, 1 stay.")).toBeVisible();
    await looksRight(page);
    await dialog.getByRole("button", { name: "Take 3 rows in" }).click();
    await expect(tables.getByRole("textbox", { name: "Code, row 3" })).toHaveValue("Q");
    await saved(page);
  });

  await test.step("what is downloaded can be taken in again and changes nothing", async () => {
    const coming = page.waitForEvent("download");
    await tables.getByRole("link", { name: "Download as CSV" }).click();
    const text = readFileSync(await (await coming).path(), "utf8");
    expect(text).toContain("\r\nK,other,\r\n");
    expect(text).toContain("\r\nM,male,\r\n");
    await tables.getByRole("button", { name: "Import a list" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[type=file]").setInputFiles(csv("again.csv", text));
    await expect(dialog.getByText("Nothing would change, 3 stay.")).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await test.step("the difference names the table row by row, and leads back to it", async () => {
    await page.getByRole("button", { name: "Review difference" }).click();
    const section = page.getByRole("dialog").getByRole("region", { name: "Code tables" });
    await expect(section.getByText("female")).toBeVisible();
    await looksRight(page);
    await section.getByRole("button", { name: "sex" }).click();
    await expect(tables.getByRole("textbox", { name: "Code, row 1" })).toBeVisible();
  });

  await test.step("a table of the template's own is used by a rule, chosen by its name", async () => {
    await tables.getByRole("button", { name: "Back to built in" }).click();
    await page.getByLabel("Name of a new table").fill("Visit types");
    await page.keyboard.press("Enter");
    await tables.getByRole("button", { name: "Add a row" }).click();
    await page.keyboard.type("O");
    await page.keyboard.press("Tab");
    await page.keyboard.type("outpatient");
    await page.getByRole("tab", { name: /^Rules/ }).click();
    await page.getByRole("searchbox", { name: "Find a rule" }).fill("PV1-2");
    await pane(page, "Rules").getByRole("button", { name: /PV1-2/ }).first().click();
    await page.getByRole("combobox", { name: "Changed by" }).selectOption({ label: "Value table" });
    await page.getByRole("combobox", { name: "Table" }).selectOption("visit-types");
    await page.getByRole("button", { name: "Open the table" }).click();
    await expect(tables.getByRole("button", { name: /^visit-types/ })).toHaveAttribute("aria-expanded", "true");
    await expect(tables.getByRole("region", { name: "Rules that use this table" }).getByRole("button")).toHaveCount(1);
    await saved(page);
  });

  expect(complaints).toEqual([]);
});

test("code tables fit a phone in the dark", async ({ browser }) => {
  const { page } = await signedIn(browser, "engineer", { width: 380, dark: true });
  await openVariant(page, { base: "generic-orm-2.3", title: "Small codes" });
  await page.getByRole("radiogroup", { name: "Pane" }).getByText("Rules").click();
  await page.getByRole("tab", { name: /Code tables/ }).click();
  const tables = pane(page, "Code tables");
  await looksRight(page);
  await tables.getByRole("button", { name: /^priority/ }).click();
  await tables.getByText("9 built-in rows").click();
  await tables.getByRole("button", { name: "Change STAT" }).click();
  await expect(tables.getByRole("combobox", { name: "Value, row 1" })).toHaveValue("stat");
  await looksRight(page);
  await tables.getByRole("button", { name: "Import a list" }).click();
  await page.getByRole("dialog").locator("input[type=file]").setInputFiles(csv("bad.csv", "code,value\nS,\n"));
  await expect(page.getByRole("dialog").getByText("One row is wrong")).toBeVisible();
  await looksRight(page);
  await page.getByRole("dialog").getByRole("button", { name: "Leave it as it is" }).click();

  await page.getByRole("radiogroup", { name: "Pane" }).getByText("Message").click();
  await page.getByRole("button", { name: "Paste a message" }).first().click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Message" }).fill(order);
  await page.getByRole("dialog").getByRole("button", { name: "Try it once" }).click();
  await page.getByRole("button", { name: "Add to the table" }).first().click();
  await expect(tables.getByRole("textbox", { name: "Code, row 1" })).toHaveValue("W");
  await looksRight(page);
});
