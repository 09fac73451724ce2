import { expect, type Page } from "@playwright/test";

/** A pane of the mapping editor, by its name. */
export const pane = (page: Page, name: "Message" | "Rules" | "Code tables" | "Outcome") =>
  page.getByRole("region", { name, exact: true });

/** The draft's last change is kept. */
export async function saved(page: Page): Promise<void> {
  await expect(page.getByText("Saving…")).toHaveCount(0);
  await expect(page.getByText(/(^|\s)Saved/).first()).toBeVisible();
}

/** A new variant of a shipped template, open in the editor. */
export async function openVariant(page: Page, { base, title }: { base: string; title: string }): Promise<void> {
  await page.goto(`/templates?base=${base}`);
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Make variant" }).click();
  await page.waitForURL(/\/edit$/);
  await expect(page.getByRole("heading", { name: new RegExp(title) })).toBeVisible();
}

/** Opens the rule that the search finds first. */
export async function openRule(page: Page, wanted: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Find a rule" }).fill(wanted);
  await pane(page, "Rules")
    .getByRole("list", { name: "Rules in order" })
    .getByRole("button", { expanded: false })
    .first()
    .click();
}
