import { expect, test } from "@playwright/test";
import { startRestEmr } from "../../server/demo/emr-over-rest";
import { approvedPractice } from "./connected-practice";
import { madeUpOrder } from "./made-up-order";
import { looksRight, signedIn } from "./people";

test("orders are pushed with an access key: shown once, used, known again, and worth nothing once revoked", async ({
  browser,
}) => {
  const emr = await startRestEmr();
  const { id, engineer } = await approvedPractice(6, "rest");
  const { page, complaints } = await signedIn(browser, "engineer");
  const card = page.getByRole("region", { name: "EMR side" });
  let key = "";
  const push = (name: string, by = key) =>
    fetch(new URL(`/api/v1/connections/${id}/orders`, process.env.GATEHOUSE_E2E_URL), {
      method: "POST",
      body: madeUpOrder(name),
      headers: { ...(by && { Authorization: `Bearer ${by}` }), "Content-Type": "application/hl7-v2" },
    });

  await test.step("the key is shown this once", async () => {
    await page.goto(`/connections/${id}/endpoints`);
    await expect(card.getByLabel("Reached by")).toHaveValue("rest");
    await card.getByLabel("Messages are posted to").fill(emr.address);
    await card.getByRole("button", { name: "Save settings" }).click();
    await expect(card.getByText("There is none yet, so nothing is taken.")).toBeVisible();
    await card.getByRole("button", { name: "Check connectivity" }).click();
    await expect(card.getByText("Every step worked")).toBeVisible();
    await card.getByRole("button", { name: "Make access key" }).click();
    const shown = card.getByRole("button", { name: /^Copy the key / });
    key = ((await shown.getAttribute("aria-label")) ?? "").replace("Copy the key ", "");
    expect(key).toMatch(/^[\w-]{20,}$/);
    await expect(card.getByText("Never used")).toBeVisible();
    await looksRight(page);
    await page.reload();
    await expect(card.getByText("Never used")).toBeVisible();
    expect(await page.content()).not.toContain(key);
  });

  await test.step("without a key nothing is taken; with it, only once the test runs", async () => {
    expect((await push("FX-REST", "")).status).toBe(401);
    expect((await push("FX-REST", "another-key-that-nobody-ever-made")).status).toBe(401);
    const early = await push("FX-REST");
    expect([early.status, early.headers.get("Retry-After") !== null]).toEqual([503, true]);
    await engineer.post(`/connections/${id}/test-runs`, { intent: "startTest" });
  });

  await test.step("an order is answered when it is stored, and known when it comes again", async () => {
    const first = await push("FX-REST");
    expect(first.status).toBe(200);
    const answer = await first.text();
    expect(answer).toContain("MSA|AA|C-FX-REST");
    const again = await push("FX-REST");
    expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([200, "true"]);
    expect(await again.text()).toBe(answer);
    await page.goto(`/connections/${id}/messages`);
    await expect(page.getByRole("row", { name: /C-FX-REST/ })).toHaveCount(1);
    await page
      .getByRole("row", { name: /C-FX-REST/ })
      .getByRole("link")
      .first()
      .click();
    await page.waitForURL(/msg_/);
    await expect(page.getByText(/REST, key ghk_/)).toBeVisible();
    await looksRight(page);
  });

  await test.step("its last use is seen; once revoked it opens nothing", async () => {
    await page.goto(`/connections/${id}/endpoints`);
    await expect(card.getByText(/^Last used/)).toBeVisible();
    await looksRight(page);
    await card.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await expect(card.getByText("Revoked", { exact: true })).toBeVisible();
    expect((await push("FX-LATE")).status).toBe(401);
    await looksRight(page);
    await page.goto(`/connections/${id}/messages?q=C-FX-LATE`);
    await expect(page.getByText("Nothing fits")).toBeVisible();
  });
  await emr.close();
  expect(complaints).toEqual([]);
});
