import { expect, test } from "@playwright/test";
import { looksRight, signedIn } from "./people";

test("Sales asks for two fields and a document, the practice answers in place, Sales sees what came", async ({
  browser,
}) => {
  const provider = await signedIn(browser, "provider", { width: 380, dark: true });
  const sales = await signedIn(browser, "sales");
  let requestId = "";

  await test.step("the practice sends a request with a file", async () => {
    const { page } = provider;
    await page.goto("/portal/requests/new");
    const open = (step: string) => page.getByRole("link", { name: step }).click();
    await page.locator('[name="practice.postalCode"]').fill("97701");
    await open("Your EMR");
    await page.getByRole("textbox", { name: "EMR system" }).fill("kestrel");
    await page.getByRole("option", { name: "Kestrel Suite" }).click();
    await open("Volume and dates");
    await page.locator('[name="volume.orders"]').fill("400");
    await page.locator('[name="volume.results"]').fill("400");
    await open("Tests and panels");
    await page.locator('[name="tests"][value="TSH"]').check();
    await open("Your EMR");
    await page.locator('[name="files"]').setInputFiles([
      { name: "guide.pdf", mimeType: "text/html", buffer: Buffer.from("%PDF-1.7 interface guide") },
      { name: "all.zip", mimeType: "application/pdf", buffer: Buffer.from("PK\x03\x04") },
    ]);
    await expect(page.getByText(/all\.zip is none of the kinds/).first()).toBeVisible();
    await expect(page.locator('[name="volume.orders"]')).toHaveValue("400");
    await looksRight(page);
    await open("Review");
    await page.getByRole("button", { name: "Submit request" }).click();
    await expect(page).toHaveURL(/\/portal\/requests\/req_[0-9a-z]+$/);
    requestId = /req_[0-9a-z]+/.exec(page.url())?.[0] ?? "";
    await expect(page.getByRole("link", { name: "guide.pdf" })).toBeVisible();
  });

  await test.step("Sales ticks what it needs", async () => {
    const { page } = sales;
    await page.goto(`/approvals/${requestId}`);
    const file = await page.request.get(
      (await page.getByRole("link", { name: "guide.pdf" }).getAttribute("href")) ?? "",
    );
    expect(file.headers()).toMatchObject({
      "content-disposition": 'attachment; filename="guide.pdf"',
      "content-type": "application/pdf",
      "content-security-policy": expect.stringMatching(/default-src 'none'; sandbox$/),
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    });
    await page.getByText("Ask", { exact: true }).click();
    await page.locator('[name="question"]').fill("Before we decide we need this.");
    await page.getByLabel("Lab account number").check();
    await page.getByLabel("Contact at your EMR vendor, e-mail").check();
    await page.getByLabel("Sample order from your EMR, of a made-up patient").check();
    await page.getByRole("button", { name: "Send the question" }).click();
    await expect(page.getByText("No answer yet")).toBeVisible();
    await page.locator('[name="text"]').fill("They are slow to answer.");
    await page.getByRole("button", { name: "Keep as internal note" }).click();
    await expect(page.getByText("Internal note", { exact: true })).toBeVisible();
    await looksRight(page);
  });

  await test.step("the practice works it off, field by field", async () => {
    const { page } = provider;
    await expect(page.getByRole("heading", { name: "Cedarline asks" })).toBeVisible();
    await expect(page.getByText("They are slow to answer.")).toHaveCount(0);
    await looksRight(page);
    await page.getByRole("link", { name: "Lab account number", exact: true }).click();
    await expect(page).toHaveURL(/edit#field-practice\.labAccountNumber$/);
    await page.locator('[name="practice.labAccountNumber"]').fill("LK-100");
    await page.getByRole("button", { name: "Answer and submit again" }).click();
    await expect(page.getByRole("alert").first()).toContainText("Sample order from your EMR");
    await page
      .locator('[name="files.document.sampleOrder"]')
      .setInputFiles({ name: "order.hl7", mimeType: "text/plain", buffer: Buffer.from("MSH|^~\\&|EMR\rPID|1\r") });
    const vendor = page.locator("li", { has: page.locator('[name="missing.contacts.vendor.email"]') });
    await vendor.getByText("We do not have this").click();
    await page.locator('[name="missing.contacts.vendor.email"]').fill("They have only a phone.");
    await looksRight(page);
    await page.getByRole("button", { name: "Answer and submit again" }).click();
    await expect(page.getByText("with our sales team").first()).toBeVisible();
    await expect(page.getByText("we do not have this. They have only a phone.")).toBeVisible();
  });

  await test.step("Sales sees for each item what was there and what came", async () => {
    const { page } = sales;
    const asked = page.locator("section", { has: page.getByRole("heading", { name: "Information asked for" }) });
    await expect(asked.getByText("Nothing → LK-100")).toBeVisible();
    await expect(asked.getByText("They do not have this: They have only a phone.")).toBeVisible();
    await expect(asked.getByRole("strong").getByText("order.hl7")).toBeVisible();
    await looksRight(page);
  });
  expect([...provider.complaints, ...sales.complaints]).toEqual([]);
});
