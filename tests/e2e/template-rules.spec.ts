import { expect, type Page, test } from "@playwright/test";
import { openRule, openVariant, pane, saved } from "./mapping";
import { looksRight, signedIn } from "./people";

/** Adds a rule of the template's own from one place to another, and closes it. */
async function addRule(page: Page, name: string, from: string, to: string): Promise<void> {
  const rules = pane(page, "Rules");
  await page.getByRole("button", { name: "Add a rule" }).click();
  await rules.getByRole("textbox", { name: "From, place 1" }).fill(from);
  await rules.getByRole("textbox", { name: "To", exact: true }).fill(to);
  const field = rules.getByRole("textbox", { name: "Name" });
  await field.fill(name);
  await field.press("Enter");
  await rules.getByRole("button", { expanded: true }).click();
}

const lines = (page: Page) => pane(page, "Rules").locator("[data-rule]");
const order = async (page: Page) =>
  (await lines(page).evaluateAll((all) => all.map((line) => line.getAttribute("data-rule") ?? ""))).filter((name) =>
    /^own-/.test(name),
  );

test("rules of one's own are moved by pointer and by keys, and the difference says where they went", async ({
  browser,
}) => {
  const { page, complaints } = await signedIn(browser, "engineer");
  await openVariant(page, { base: "generic-orm-2.3", title: "Moved rules" });
  await addRule(page, "own-a", "OBR-18", "requisition");
  await addRule(page, "own-b", "OBR-19", "requisition");
  await addRule(page, "own-c", "OBR-20", "requisition");
  expect(await order(page)).toEqual(["own-a", "own-b", "own-c"]);

  await test.step("dragged", async () => {
    await lines(page).and(page.locator("[data-rule=own-c]")).dragTo(page.locator("[data-rule=own-a]"));
    await expect.poll(() => order(page)).toEqual(["own-c", "own-a", "own-b"]);
    await saved(page);
  });

  await test.step("published, so that there is something to differ from", async () => {
    await page.getByRole("button", { name: "Review difference" }).click();
    await page
      .getByRole("dialog")
      .getByRole("textbox", { name: /What changed/ })
      .fill("Three ways to a requisition.");
    await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await expect(page).toHaveURL(/\/templates\/moved-rules$/);
    await page.goto("/templates/moved-rules/edit");
    await page.getByRole("button", { name: "Start a draft" }).click();
  });

  await test.step("moved by keys", async () => {
    await lines(page).and(page.locator("[data-rule=own-c]")).getByRole("button").focus();
    await page.keyboard.press("Alt+ArrowDown");
    await expect.poll(() => order(page)).toEqual(["own-a", "own-c", "own-b"]);
  });

  await test.step("the difference names the moved rule, from where to where", async () => {
    await page.getByRole("button", { name: "Review difference" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("Moved")).toHaveCount(1);
    await expect(dialog.locator("ins", { hasText: /^after / })).toBeVisible();
    await looksRight(page);
  });
  expect(complaints).toEqual([]);
});

test("a rule takes several changes in turn and several conditions, and says why", async ({ browser }) => {
  const { page, complaints } = await signedIn(browser, "engineer", { dark: true });
  await openVariant(page, { base: "generic-orm-2.3", title: "Long rules" });
  const rules = pane(page, "Rules");
  await openRule(page, "requisition");

  await rules.getByRole("button", { name: "then another change" }).click();
  await rules.getByRole("combobox", { name: "Change 2" }).selectOption({ label: "Prefix" });
  await rules.getByRole("textbox", { name: "Text" }).fill("REQ-");
  await rules.getByRole("button", { name: "then another change" }).click();
  await rules.getByRole("combobox", { name: "Change 3" }).selectOption({ label: "Letter case" });
  await rules.getByRole("combobox", { name: "To" }).selectOption("lower");
  await expect(pane(page, "Outcome").getByText(/"\d+"/).first()).toBeVisible();
  await looksRight(page);
  await rules.getByRole("button", { name: "Change 3 earlier" }).click();
  await expect(rules.getByRole("combobox", { name: "Change 2" })).toHaveValue("case");
  await rules.getByRole("button", { name: "Remove change 2" }).click();

  await rules.getByRole("textbox", { name: "Condition 1, place" }).fill("ORC-1");
  await rules.getByRole("combobox", { name: "Condition 1, has" }).selectOption({ label: "is one of" });
  await rules.getByRole("textbox", { name: "Condition 1, values with commas" }).fill("NW, SN");
  await rules.getByRole("button", { name: "another condition" }).click();
  await rules.getByRole("textbox", { name: "Condition 2, place" }).fill("PV1-2");
  await page.keyboard.press("Escape");
  await rules.getByText("Any of").click();
  await rules.getByRole("textbox", { name: /^Note/ }).fill("The clinic writes REQ- before its numbers.");
  await looksRight(page);
  await saved(page);

  await page.getByRole("button", { name: "Review difference" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("text, then prefix (text: REQ-)")).toBeVisible();
  await expect(dialog.getByText("ORC-1 is one of NW, SN or PV1-2 has a value")).toBeVisible();
  await expect(dialog.getByText("The clinic writes REQ- before its numbers.")).toBeVisible();
  await looksRight(page);
  expect(complaints).toEqual([]);
});

test("while the JSON text is no template, the outcome says that it is the last valid one", async ({ browser }) => {
  const { page } = await signedIn(browser, "engineer");
  await openVariant(page, { base: "generic-orm-2.3", title: "Unread text" });
  await expect(page.getByText("Nothing stops this message")).toBeVisible();
  await page.getByRole("tab", { name: "JSON" }).click();
  const text = page.getByRole("textbox", { name: "Template as JSON" });
  await text.press("Control+End");
  await page.keyboard.type("x");
  await expect(page.getByText("Last valid state")).toBeVisible();
  await expect(page.getByText("The JSON text is not saved.")).toBeVisible();
  await expect(page.getByText("Nothing stops this message")).toHaveCount(0);
  await looksRight(page);
  await page.getByRole("tab", { name: /^Rules/ }).click();
  await expect(page.getByText("Last valid state")).toBeVisible();
  await page.getByRole("button", { name: "Show the text" }).click();
  await expect(text).toHaveValue(/x$/);
  await text.press("Control+End");
  await page.keyboard.press("Backspace");
  await expect(page.getByText("Last valid state")).toHaveCount(0);
  await expect(page.getByText("Nothing stops this message")).toBeVisible();
});

test("a stored message is tried with what identifies its patient masked", async ({ browser }) => {
  const { page, complaints } = await signedIn(browser, "engineer");
  await openVariant(page, { base: "generic-orm-2.5.1", title: "Stored orders" });
  const picker = page.getByLabel("Message to try the rules on");
  const stored = picker.locator("optgroup[label^='Stored messages'] option").first();
  await picker.selectOption((await stored.getAttribute("value")) ?? "");
  const name = pane(page, "Message").locator("[data-place^='PID-5']").first();
  await expect(name).toContainText("masked");
  await expect(pane(page, "Outcome").locator("[data-place='patient.name.family']")).toContainText("masked");
  await name.click();
  await expect(pane(page, "Rules").getByRole("button", { expanded: true })).toContainText("patient.name");
  await looksRight(page);
  expect(complaints).toEqual([]);
});
