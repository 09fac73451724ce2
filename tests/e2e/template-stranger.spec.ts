import { expect, test } from "@playwright/test";
import { openVariant, pane, saved } from "./mapping";
import { looksRight, signedIn } from "./people";

/** All a stranger has: one made-up order, with an attending doctor where no general rule looks. */
const order = [
  "MSH|^~\\&|ODDSOFT|ODD-CLINIC|GATEHOUSE|LAB|20260102093000-0500||ORM^O01|OD-ORD-1|T|2.3",
  "PID|1||OD-1^^^ODD^MR||Fictus^Odo||19810203|M",
  "PV1|1|O|||||||1234567893^Example^Doctor^^^Dr^MD^^NPI",
  "ORC|NW|OD-77^ODDSOFT||REQ-9|||^^^^^R||20260102093000-0500|||1234567893^Example^Doctor^^^Dr^MD^^NPI",
  "OBR|1|OD-77^ODDSOFT||GLU^Glucose^L|||20260102091500-0500|||||||||1234567893^Example^Doctor^^^Dr^MD^^NPI",
].join("\r");

test("a stranger with one message of a new EMR publishes a template for it in nine steps", async ({ browser }) => {
  const { page, complaints } = await signedIn(browser, "engineer");
  let steps = 0;
  const step = async (act: () => Promise<unknown>) => {
    steps += 1;
    await act();
  };
  await step(() => page.getByRole("link", { name: "Templates", exact: true }).click());
  await step(() => page.getByRole("button", { name: "New variant" }).or(page.getByText("New variant")).first().click());
  await step(() => page.getByLabel(/^A message of this EMR/).fill(order));
  await step(() => page.getByLabel("Title").fill("Oddsoft orders"));
  await looksRight(page);
  await step(() => page.getByRole("button", { name: "Make variant" }).click());
  await page.waitForURL(/\/templates\/oddsoft-orders\/edit$/);
  await expect(page.getByText(/which fits your message best/)).toBeVisible();
  await expect(page.getByText("4 of 4 required")).toBeVisible();
  await expect(page.getByLabel("Message to try the rules on")).toHaveValue("sample 0");
  await looksRight(page);
  await step(() => page.getByRole("button", { name: "Add the suggested rule" }).first().click());
  await expect(page.getByText("Nothing stops this message")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add the suggested rule" })).toHaveCount(0);
  await saved(page);
  await step(() => page.getByRole("button", { name: "Review difference" }).click());
  const dialog = page.getByRole("dialog");
  await looksRight(page);
  await step(() => dialog.getByRole("textbox", { name: /What changed/ }).fill("Made from Oddsoft's first message."));
  await step(() => dialog.getByRole("button", { name: "Publish" }).click());
  await expect(page).toHaveURL(/\/templates\/oddsoft-orders$/);
  await expect(page.getByText("1.0.0").first()).toBeVisible();
  expect(steps).toBe(9);
  expect(complaints).toEqual([]);
});

test("a template for JSON bodies shows the body, its rules and the contract, each pointing at the others", async ({
  browser,
}) => {
  const { page, complaints } = await signedIn(browser, "engineer");
  await openVariant(page, { base: "generic-json", title: "Odd REST" });
  await expect(page.getByText("4 of 4 required")).toBeVisible();

  await test.step("a place of the body lights up its rule and its places in the contract", async () => {
    await pane(page, "Message").locator("[data-place='requisition']").click();
    await expect(pane(page, "Rules").getByRole("button", { expanded: true })).toContainText("requisition");
    await expect(pane(page, "Outcome").locator("[data-place='requisition'][data-lit]")).toBeVisible();
    await looksRight(page);
  });

  await test.step("and a place of the contract its rule and its place in the body", async () => {
    await pane(page, "Outcome").locator("[data-place='tests[0].answers[0].value.text']").click();
    await expect(pane(page, "Message").locator("[data-lit]").first()).toBeVisible();
  });

  await test.step("a place no rule reads is marked, and gets a rule with one click", async () => {
    await page.getByRole("searchbox", { name: "Find a rule" }).fill("requisition");
    await pane(page, "Rules")
      .getByRole("button", { name: /requisition/ })
      .first()
      .click();
    await pane(page, "Rules").getByRole("button", { name: "Leave out" }).click();
    await expect(pane(page, "Message").locator("[data-place='requisition'][data-use='unused']")).toBeVisible();
    await page.getByRole("button", { name: "Add the suggested rule" }).click();
    await expect(pane(page, "Outcome").locator("[data-place='requisition']")).toBeVisible();
  });

  await test.step("a result shows the body as it goes out", async () => {
    await page.getByRole("radiogroup", { name: "Flow" }).getByText("Results").click();
    await page.getByRole("tab", { name: "As JSON" }).click();
    await expect(pane(page, "Outcome").getByText('"fillerOrderNumber"')).toBeVisible();
    await looksRight(page);
  });

  await test.step("text that is no JSON is said to be none", async () => {
    await page.getByRole("button", { name: "Paste a message" }).first().click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Message" }).fill("MSH|^~\\&|");
    await page.getByRole("dialog").getByRole("button", { name: "Try it once" }).click();
    await expect(page.getByText("The message is not a JSON object.").first()).toBeVisible();
    await looksRight(page);
  });
  expect(complaints).toEqual([]);
});
