import { expect, test } from "@playwright/test";
import { looksRight, signedIn } from "./people";
import { leaveResult, liveConnection } from "./sandbox";

/** A made-up result whose order nobody sent and that is addressed to nobody. */
const stray = (id: string) =>
  [
    `MSH|^~\\&|LIS|LAB|GATEHOUSE|NOBODY|20261121100000+0000||ORU^R01^ORU_R01|${id}|P|2.5.1`,
    "PID|1||FX-1^^^FICTUS^MR||Fictus^Stray||19800101|F||||||||||FX-ACCOUNT",
    `ORC|RE|${id}|L-${id}`,
    `OBR|1|${id}|L-${id}|TSH^TSH^L|||20261121090000+0000|||||||||1987654328^Example^Doctor||||||20261121100000+0000|||F`,
    "OBX|1|NM|TSH^TSH^L||2.1|mIU/L|0.4-4.0|N|||F|||20261121090000+0000",
    "",
  ].join("\r");

test("a result that belongs nowhere is routed by hand and remembered; the next one follows the rule", async ({
  browser,
}) => {
  const { page, complaints } = await signedIn(browser, "engineer");
  const connection = await liveConnection(page);
  const held = "/messages?view=held&reason=unroutable&connection=none";
  let practice = "";

  await test.step("it is held, and says why", async () => {
    leaveResult("stray-1.hl7", stray("FXSTRAY1"));
    await page.goto(held);
    await page.getByRole("row").nth(1).getByRole("link").first().click({ timeout: 60_000 });
    await expect(page.getByText("no routing rule fits it").first()).toBeVisible();
    await expect(page.getByText("Where it may belong")).toBeVisible();
    await looksRight(page);
  });

  await test.step("a person confirms the practice and has it remembered", async () => {
    await page.getByLabel("It belongs to").selectOption(connection);
    await page.getByRole("button", { name: "Choose it" }).click();
    const route = page.getByRole("button", { name: /^Route to / });
    practice = ((await route.textContent()) ?? "").replace("Route to ", "");
    await route.click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText(`Send this result to ${practice}?`)).toBeVisible();
    await dialog.getByLabel("Reason").fill("the practice asked for it");
    await dialog.getByText("Account number").click();
    await looksRight(page);
    await dialog.getByRole("button", { name: `Route to ${practice}` }).click();
    await expect(page.getByText("Routed by hand", { exact: true })).toBeVisible();
    await expect(page.getByText("Delivered").first()).toBeVisible({ timeout: 60_000 });
  });

  await test.step("the rule is tried on what is held, and the next result follows it", async () => {
    await page.goto("/messages/routing");
    await expect(page.getByRole("row", { name: /FX-ACCOUNT/ })).toBeVisible();
    await page.getByLabel("Account number").fill("FX-OTHER");
    await page.getByRole("button", { name: /^Try it/ }).click();
    await expect(page.getByText("0 results held now would fit")).toBeVisible();
    await looksRight(page);
    leaveResult("stray-2.hl7", stray("FXSTRAY2"));
    await page.goto("/messages?q=FXSTRAY2");
    await expect(page.getByRole("row").nth(1).getByText("Delivered")).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole("row").nth(1).getByText(practice)).toBeVisible();
  });

  await test.step("the rule is ended", async () => {
    const phone = await signedIn(browser, "engineer", { width: 380, dark: true });
    await phone.page.goto("/messages/routing");
    await looksRight(phone.page);
    await phone.page.getByRole("button", { name: "End" }).click();
    await phone.page.getByRole("dialog").getByRole("button", { name: "End" }).click();
    await expect(phone.page.getByText("No rules yet")).toBeVisible();
    expect(phone.complaints).toEqual([]);
  });
  expect(complaints).toEqual([]);
});
