import { expect, test } from "@playwright/test";
import { openVariant } from "./mapping";
import { looksRight, signedIn } from "./people";

test("an EMR that speaks JSON is connected, tested and read; its template is rolled out in waves; the vendor gets a PDF", async ({
  browser,
}) => {
  const { page, complaints } = await signedIn(browser, "engineer");
  let connection = "";

  await test.step("a connection takes the template for JSON bodies", async () => {
    await page.goto("/connections");
    await page.getByRole("link", { name: "Sycamore Street Internal Medicine" }).first().click();
    await page.waitForURL(/con_/);
    connection = /con_[0-9a-z]+/.exec(page.url())?.[0] ?? "";
    await page.goto(`/connections/${connection}/configuration`);
    await page.getByLabel("Which one fits this EMR").selectOption("generic-json");
    await page.getByRole("button", { name: "Use this template" }).click();
    await expect(page.getByText("Template chosen")).toBeVisible();
    await page.getByRole("link", { name: "Endpoints", exact: true }).click();
    await expect(page.getByText("With this side’s template usually *.json.")).toBeVisible();
    await page.getByRole("button", { name: "Use the sandbox EMR" }).click();
    for (const side of ["EMR side", "Lab side"]) {
      const card = page.getByRole("region", { name: side });
      await card.getByRole("button", { name: "Fetch host key" }).click();
      // The lab's server is known already, from the connections before this one.
      if (side === "Lab side") await expect(card.getByText("The server shows the pinned key.")).toBeVisible();
      else await card.getByRole("button", { name: "Confirm and pin this key" }).click();
      await card.getByRole("button", { name: "Check connectivity" }).click();
      await expect(card.getByText("Every step worked")).toBeVisible();
    }
    await looksRight(page);
    await page.getByRole("link", { name: /^Codes/ }).click();
    await page.getByRole("button", { name: "Fill empty ones with lab codes" }).click();
    await expect(page.getByText("4 of 4 offered codes are mapped")).toBeVisible();
  });

  await test.step("its test run passes", async () => {
    await page.goto(`/connections/${connection}/test-runs`);
    await page.getByRole("button", { name: "Start test run" }).click();
    await page.getByRole("button", { name: "Place a test order in the sandbox EMR" }).click();
    await expect(page.getByText("nothing lost, nothing doubled").first()).toBeVisible({ timeout: 120_000 });
  });

  await test.step("a message is shown as JSON, patient data masked, and what went out as HL7", async () => {
    await page.goto(`/connections/${connection}/messages`);
    await page
      .getByRole("link", { name: /^Order, / })
      .first()
      .click();
    const received = page.getByRole("region", { name: "As received" });
    await expect(received.getByText('"envelope"')).toBeVisible();
    await expect(received.getByText('"masked"').first()).toBeVisible();
    await looksRight(page);
    await page.getByRole("link", { name: "Sent" }).click();
    await expect(page.getByText("MSH").first()).toBeVisible();
    await page.getByRole("link", { name: "Difference" }).click();
    await expect(page.getByText("It came in one format and went out in another")).toBeVisible();
    await looksRight(page);
  });

  await test.step("the vendor reads the specification and takes it along as a PDF", async () => {
    await page.goto(`/connections/${connection}/configuration`);
    const [own] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download PDF" }).click(),
    ]);
    expect(own.suggestedFilename()).toMatch(/^Interface-specification-Sycamore.*\.pdf$/);
    await page.getByLabel("For whom").fill("The vendor's engineer");
    await page.getByRole("button", { name: "Make link" }).click();
    const link = await page
      .getByText(/\/share\//)
      .first()
      .textContent();
    const vendor = await (await browser.newContext()).newPage();
    await vendor.goto(/http\S+\/share\/\S+/.exec(link ?? "")?.[0] ?? "");
    await expect(vendor.getByText("JSON bodies, UTF-8")).toBeVisible();
    await looksRight(vendor);
    const [shared] = await Promise.all([
      vendor.waitForEvent("download"),
      vendor.getByRole("link", { name: "Download PDF" }).click(),
    ]);
    expect(shared.suggestedFilename()).toMatch(/\.pdf$/);
    await vendor.close();
  });

  await test.step("a variant is published twice, and the second version is rolled out in waves", async () => {
    await openVariant(page, { base: "generic-json", title: "Sycamore JSON" });
    await page.goto("/templates/sycamore-json");
    await page.getByLabel("What is different").fill("Nothing yet");
    await page.getByRole("button", { name: "Publish version" }).click();
    await expect(page.getByText("Version 1.0.0 published")).toBeVisible();
    await page.goto(`/connections/${connection}/configuration`);
    await page.getByLabel("Which one fits this EMR").selectOption("sycamore-json");
    await page.getByRole("button", { name: "Use this template" }).click();
    await expect(page.getByText(/^Mapping template Sycamore JSON/).first()).toBeVisible();

    await page.goto("/templates/sycamore-json");
    const body = await (await page.request.get("/templates/sycamore-json/export?version=1.0.0")).json();
    const rules = [{ name: "agreed-practice", to: "practice.name", constant: "Sycamore Street" }];
    await page.request.post("/templates", {
      form: { intent: "import", json: JSON.stringify({ ...body, orders: { rules } }) },
      headers: { Origin: process.env.GATEHOUSE_E2E_URL ?? "" },
    });
    await page.goto("/templates/sycamore-json");
    await page.getByLabel("What is different").fill("The practice is always the same");
    await page.getByRole("button", { name: "Publish version" }).click();
    await expect(page.getByText("Version 1.1.0 published")).toBeVisible();
    await page.getByRole("button", { name: "Plan the roll-out" }).click();
    const rollOut = page.getByRole("region", { name: "Roll-out" });
    await expect(rollOut.getByText("Waiting for your start")).toBeVisible();
    await looksRight(page);
    await rollOut.getByRole("button", { name: "Start wave 1" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Start wave 1" }).click();
    await expect(rollOut.getByText(/Configuration \d+ runs 1\.1\.0/)).toBeVisible();
    await rollOut.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("The practice is closed this week.");
    await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
    await expect(rollOut.getByText("The practice is closed this week.")).toBeVisible();
    await looksRight(page);
    await rollOut.getByRole("button", { name: "Let it go on" }).click();
    await expect(rollOut.getByText("Under way")).toBeVisible();
  });
  expect(complaints).toEqual([]);
});
