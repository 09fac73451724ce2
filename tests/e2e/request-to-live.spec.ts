import { expect, test } from "@playwright/test";
import { looksRight, signedIn } from "./people";

test("a practice asks, Sales approves, an engineer provisions and tests, the practice signs, it goes live, and results come back", async ({
  browser,
}) => {
  const provider = await signedIn(browser, "provider");
  const sales = await signedIn(browser, "sales");
  const engineer = await signedIn(browser, "engineer");

  await test.step("the provider asks for a connection, first with something missing", async () => {
    const { page } = provider;
    await page.getByRole("link", { name: "Ask for a connection" }).first().click();
    await expect(page).toHaveURL(/requests\/new/);
    await looksRight(page);
    const fill = (name: string, value: string) => page.locator(`[name="${name}"]`).fill(value);
    const next = () => page.getByRole("button", { name: "Save and continue" }).click();
    const at = (step: string) => expect(page.getByRole("heading", { name: step, level: 2 })).toBeVisible();
    // What is wrong in a step is said there, before the next one opens.
    await fill("practice.city", "");
    await next();
    await expect(page.locator('[name="practice.city"]')).toBeFocused();
    await fill("practice.city", "Bend");
    await fill("practice.postalCode", "97701");
    await next();
    await at("Your EMR");
    await page.getByRole("link", { name: "Review" }).click();
    await page.getByRole("button", { name: "Submit request" }).click();
    await expect(page.getByRole("alert").first()).toBeVisible();
    await at("Your EMR");
    await looksRight(page);
    await page.getByRole("textbox", { name: "EMR system" }).fill("vellum");
    await page.getByRole("option", { name: "Vellum EHR" }).click();
    await fill("emr.version", "5.2");
    await next();
    await at("How it connects");
    await next();
    await at("Volume and dates");
    await fill("volume.orders", "900");
    await fill("volume.results", "900");
    await fill("targetDate", new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
    await next();
    await at("Tests and panels");
    for (const code of ["CMP", "TSH"])
      await page.locator(`input[name="tests"][value="${code}"]`).check({ force: true });
    await page.locator('input[name="panels"][value="PWELL"]').check({ force: true });
    await next();
    await at("People");
    for (const who of ["clinical", "technical", "signer"]) {
      await fill(`contacts.${who}.name`, "Dana Whitlock");
      await fill(`contacts.${who}.email`, "provider@demo.example");
    }
    await next();
    await at("Review");
    await expect(page.getByText("Vellum EHR").first()).toBeVisible();
    await looksRight(page);
    await page.getByRole("button", { name: "Submit request" }).click();
    await expect(page).toHaveURL(/requests\/req_/);
    await expect(page.getByText("with our sales team").first()).toBeVisible();
    await looksRight(page);
  });

  const requestId = /req_[0-9a-z]+/.exec(provider.page.url())?.[0] ?? "";
  await test.step("Sales asks a question, the provider answers, Sales approves", async () => {
    const { page } = sales;
    await page.goto(`/approvals/${requestId}`);
    // The decision's buttons stay in view over the panel; at its end they cover nothing.
    await page.locator('[name="reason"]').scrollIntoViewIfNeeded();
    await page.mouse.move(1300, 600);
    await page.mouse.wheel(0, 4_000);
    await looksRight(page);
    await page.getByText("Ask", { exact: true }).click();
    await page.locator('[name="question"]').fill("Which site orders the panel?");
    await page.locator('button[name="intent"][value="ask"]').click();
    await expect(page.getByText("Which site orders the panel?").first()).toBeVisible();

    await expect(provider.page.getByText("Which site orders the panel?").first()).toBeVisible();
    await provider.page.getByRole("link", { name: "Answer", exact: true }).click();
    await provider.page.locator('[name="answer"]').fill("The main office.");
    await provider.page.getByRole("button", { name: "Answer and submit again" }).click();
    await expect(provider.page.getByText("with our sales team").first()).toBeVisible();

    await page.goto(`/approvals/${requestId}`);
    await page.locator('[name="reason"]').fill("They move from fax.");
    await page.locator('button[name="intent"][value="approve"]').click();
    await expect(page.getByText("They move from fax.").first()).toBeVisible();
    await looksRight(page);
  });

  await test.step("the engineer provisions it against the sandbox", async () => {
    const { page } = engineer;
    await page.goto("/connections");
    await looksRight(page);
    await page.getByRole("link", { name: "Larkspur Family Medicine" }).first().click();
    await expect(page.getByText("No-go").first()).toBeVisible();
    await looksRight(page);
    await page.getByRole("link", { name: /^Conversation/ }).click();
    await expect(page.getByText("The main office.").first()).toBeVisible();
    await looksRight(page);
    await page.getByRole("link", { name: "Endpoints", exact: true }).click();
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
    await expect(page.getByText("0 of 3 offered codes are mapped")).toBeVisible();
    await page.getByRole("button", { name: "Fill empty ones with lab codes" }).click();
    await expect(page.getByText("3 of 3 offered codes are mapped")).toBeVisible();
    await looksRight(page);
  });

  const connectionId = /con_[0-9a-z]+/.exec(engineer.page.url())?.[0] ?? "";
  await test.step("the test run passes without a reload, drill included", async () => {
    const { page } = engineer;
    await page.getByRole("link", { name: /^Test runs/ }).click();
    await page.getByRole("button", { name: "Start test run" }).click();
    await page.getByRole("button", { name: "Place a test order in the sandbox EMR" }).click();
    await expect(page.getByText("nothing lost, nothing doubled").first()).toBeVisible({ timeout: 120_000 });
    await looksRight(page);
    await page.getByRole("link", { name: "Gate", exact: true }).click();
    await expect(page.getByText("6 of 7 green").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Go live" })).toHaveCount(0);
    await looksRight(page);
  });

  await test.step("the provider signs the summary", async () => {
    const { page } = provider;
    await page.goto("/portal");
    await looksRight(page);
    // Other journeys leave connections of this practice behind that wait for a signature too.
    const own = page.locator(`a[href="/portal/connections/${connectionId}"]`);
    await page.getByRole("link", { name: "Read and sign" }).and(own).click();
    await looksRight(page);
    await page.locator('[name="typedName"]').fill("Somebody Else");
    await page.locator('[name="agreed"]').check({ force: true });
    await page.getByRole("button", { name: "Sign and confirm" }).click();
    await expect(page.getByRole("alert").first()).toContainText("Dana Whitlock");
    await page.locator('[name="typedName"]').fill("Dana Whitlock");
    await page.locator('[name="agreed"]').check({ force: true });
    await page.getByRole("button", { name: "Sign and confirm" }).click();
    await expect(page.getByText("Everything is tested and signed").first()).toBeVisible();
  });

  await test.step("the engineer goes live, an order goes out and its result comes back on the open pages", async () => {
    const { page } = engineer;
    await page.goto(`/connections/${connectionId}`);
    await page.getByRole("button", { name: "Go live" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Go live" }).click();
    await expect(page.getByText("Orders and results flow.").first()).toBeVisible();
    await provider.page.goto(`/portal/connections/${connectionId}`);
    await expect(provider.page.getByText("flow by themselves").first()).toBeVisible();
    await page.goto(`/connections/${connectionId}/messages`);
    const before = await page.getByRole("row").count();
    // Somebody at the practice orders; both pages are only watched from here on.
    const practice = await signedIn(browser, "engineer");
    await practice.page.goto("/sign-in");
    await practice.page.request.post(`/connections/${connectionId}/test-runs`, {
      form: { intent: "placeTestOrder" },
      headers: { Origin: process.env.GATEHOUSE_E2E_URL ?? "" },
    });
    await expect.poll(() => page.getByRole("row").count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(before + 2);
    await expect(page.getByRole("row").nth(1).getByText("Delivered")).toBeVisible({ timeout: 60_000 });
    await expect(provider.page.getByText(/result .*reached your chart/i).first()).toBeVisible({ timeout: 60_000 });
    await looksRight(page);
    await looksRight(provider.page);
  });

  await test.step("the message shows its hops, its HL7 and its contract; patient data only on request, on record", async () => {
    const { page } = engineer;
    await page.getByRole("row").nth(1).getByRole("link").first().click();
    await expect(page.getByText("Source told").first()).toBeVisible();
    await expect(page.getByText("Patient data is masked.")).toBeVisible();
    await looksRight(page);
    await page.getByRole("button", { name: "Show, and log that I looked" }).click();
    await expect(page.getByText("this look is on record")).toBeVisible();
    await page
      .getByRole("link", { name: /^Audit/ })
      .last()
      .click();
    await expect(page.getByText("Patient data looked at").first()).toBeVisible();
  });

  await test.step("the order's page shows its tests and every message of it", async () => {
    const { page } = engineer;
    await page.locator('a[href^="/orders/"]').first().click();
    await expect(page.getByRole("heading", { name: "Every message, hop by hop" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Tests" }).getByRole("row").nth(1)).toBeVisible();
    await looksRight(page);
  });

  await test.step("it pauses with a reason and runs again", async () => {
    const { page } = engineer;
    await page.goto(`/connections/${connectionId}`);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("dialog").locator('[name="reason"]').fill("Their server moves tonight.");
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await expect(page.getByText("Paused").first()).toBeVisible();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
    await expect(page.getByText("Orders and results flow.").first()).toBeVisible();
  });

  expect([...provider.complaints, ...sales.complaints, ...engineer.complaints]).toEqual([]);
});
