import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { looksRight, signedIn } from "./people";
import { testedConnection } from "./tested";

test("a phone signs, two people go live, and the packet of it verifies", async ({ browser }, info) => {
  const id = await testedConnection();
  const provider = await signedIn(browser, "provider", { width: 380 });
  const engineer = await signedIn(browser, "engineer");
  const manager = await signedIn(browser, "programManager");
  const admin = await signedIn(browser, "admin");

  const secondPerson = async (wanted: boolean) => {
    await admin.page.goto("/admin/go-live");
    await admin.page.locator('[name="secondPerson"]').setChecked(wanted, { force: true });
    await admin.page.getByRole("button", { name: "Save rules" }).click();
    await expect(admin.page.getByText("Rules saved")).toBeVisible();
  };

  await test.step("the signer reads, signs on a phone and takes the receipt along", async () => {
    const { page } = provider;
    await page.goto(`/portal/connections/${id}`);
    await looksRight(page);
    await page.locator('[name="typedName"]').fill("Dana Whitlock");
    await page.locator('[name="agreed"]').check({ force: true });
    await page.getByRole("button", { name: "Sign and confirm" }).click();
    await expect(page.getByText("Signed by Dana Whitlock").first()).toBeVisible();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Receipt (PDF)" }).click();
    expect(
      readFileSync(await (await download).path())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
  });

  await secondPerson(true);
  try {
    await test.step("the engineer asks, and cannot agree alone; the picture says why", async () => {
      const { page } = engineer;
      await page.goto(`/connections/${id}`);
      await page.getByText("What can happen now, and what cannot").click();
      await expect(page.locator('[data-event="goLive"]')).toContainText("a second person");
      await page.getByRole("link", { name: "Ask for go-live" }).click();
      await page.getByRole("button", { name: "Ask for go-live" }).click();
      await expect(page.getByText("It goes live when a second person agrees.")).toBeVisible();
      await expect(page.getByRole("button", { name: "Agree to go live" })).toHaveCount(0);
      await looksRight(page);
    });

    await test.step("the program manager agrees, and it is live", async () => {
      const { page } = manager;
      await page.goto(`/connections/${id}/go-live`);
      await page.getByRole("button", { name: "Agree to go live" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Agree to go live" }).click();
      await expect(page.getByText("Orders and results flow.").first()).toBeVisible();
      await expect(page.getByText("agreed to by Ruth Palmgren")).toBeVisible();
      await expect(page.locator('[data-item="firstOrder"]')).toContainText("Open");
      await looksRight(page);
    });
  } finally {
    await secondPerson(false);
  }

  await test.step("the first day ticks itself when an order comes, and by hand what only people know", async () => {
    const { page } = engineer;
    await page.goto(`/connections/${id}/go-live`);
    await page.request.post(`/connections/${id}/test-runs`, {
      form: { intent: "placeTestOrder" },
      headers: { Origin: process.env.GATEHOUSE_E2E_URL ?? "" },
    });
    await page.locator('[data-item="spokenTo"]').getByRole("button", { name: "Tick" }).click();
    await expect(page.locator('[data-item="spokenTo"]')).toContainText("Tomas Kiel");
    await expect(page.locator('[data-item="resultDelivered"]')).toContainText("Done", { timeout: 60_000 });
  });

  await test.step("the packet is downloaded and verified from the command line", async () => {
    const { page } = engineer;
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Packet as JSON" }).click();
    const file = info.outputPath("packet.json");
    await (await download).saveAs(file);
    const verify = () =>
      JSON.parse(
        execFileSync(process.execPath, ["build/gatehouse.js", "audit", "verify", "--packet", file, "--json"], {
          env: { ...process.env, GATEHOUSE_DATA_DIR: process.env.GATEHOUSE_E2E_FOLDER ?? "", DATABASE_URL: "" },
          encoding: "utf8",
        }),
      ) as { ok: boolean };
    expect(verify().ok).toBe(true);
    const pdf = page.waitForEvent("download");
    await page.getByRole("link", { name: "Packet as PDF" }).click();
    expect(
      readFileSync(await (await pdf).path())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
  });

  expect([provider, engineer, manager, admin].flatMap((one) => one.complaints)).toEqual([]);
});
