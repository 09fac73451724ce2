import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { looksRight, signedIn } from "./people";

const lab = () =>
  postgres(readFileSync(join(process.env.GATEHOUSE_E2E_FOLDER ?? "", "database-url"), "utf8").trim(), {
    max: 1,
    onnotice: () => undefined,
  });

/** Requests that wait, of practices no other journey knows: as many as `names`, each due a minute after the one before. */
async function waiting(names: readonly string[], stamp: string): Promise<void> {
  const sql = lab();
  await sql.begin(async (tx) => {
    await tx`select set_config('app.tx', 'journey', true)`;
    for (const [i, name] of names.entries()) {
      const practice = `prc_keys${stamp}${i}`;
      await tx`insert into practices (id, name, npi, time_zone) values (${practice}, ${name}, '1245319599', 'America/New_York')`;
      const kept = tx`created_by, state, machine_version, emr_system_id, emr_name, submitted_at, sla_policy_id, sla_target_ms,
        sla_started_at, sla_budget_ms, sla_warn_at`;
      await tx`insert into connection_requests (id, practice_id, form, due_at, ${kept})
        select ${`req_keys${stamp}${i}`}, ${practice}, jsonb_set(form, '{practice,legalName}', to_jsonb(${name}::text)),
          due_at + make_interval(mins => ${i}), ${kept}
        from connection_requests where state = 'submitted' and sla_warn_at > now() order by due_at desc limit 1`;
    }
  });
  await sql.end();
}

/** As if the request had been submitted a month earlier. */
async function makeOld(practice: string): Promise<void> {
  const sql = lab();
  await sql.begin(async (tx) => {
    await tx`select set_config('app.tx', 'journey', true)`;
    await tx`update connection_requests r set submitted_at = submitted_at - interval '30 days',
      sla_started_at = sla_started_at - interval '30 days', sla_warn_at = sla_warn_at - interval '30 days',
      due_at = due_at - interval '30 days' from practices p where p.id = r.practice_id and p.name = ${practice}`;
  });
  await sql.end();
}

test("Sales decides ten requests by keyboard alone, whoever comes second is told, and what is late is seen", async ({
  browser,
}, { retry }) => {
  const clinic = `Typewriter Clinic ${retry}`;
  const late = `Overslept Clinic ${retry}`;
  await waiting(
    [...Array.from({ length: 11 }, (_, i) => `${clinic}-${String(i + 1).padStart(2, "0")}`), late],
    `${retry}`,
  );
  const maren = await signedIn(browser, "sales");
  const jun = await signedIn(browser, "secondSales");
  const { page } = maren;
  const title = page.getByRole("region", { name: "Request" }).getByRole("heading", { level: 2 });
  const rows = page.locator("tr[data-row-id]");
  const queue = `/approvals?state=submitted&q=${encodeURIComponent(`${clinic}-`)}`;
  /** The first row has the focus; the keys work as soon as the page has its scripts. */
  const firstRow = () =>
    expect(async () => {
      await page.keyboard.press("k");
      await expect(rows.first().locator("[data-row-link]")).toBeFocused({ timeout: 500 });
    }).toPass();

  await test.step("claims, approves, asks and declines without touching the mouse", async () => {
    await page.goto(queue);
    await expect(rows).toHaveCount(11);
    await firstRow();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys of the queue" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await firstRow();
    await page.keyboard.press("c");
    await expect(rows.first()).toContainText("You");
    const ways = { a: "They move from fax.", i: "Which sites order?", r: "The volume is too small." };
    for (const [i, key] of (["a", "i", "r", "a", "i", "r", "a", "i", "r", "a"] as const).entries()) {
      const text = `${ways[key]} (${i + 1})`;
      await firstRow();
      await page.keyboard.press(key);
      await expect(title).toHaveText(`${clinic}-${String(i + 1).padStart(2, "0")}`);
      if (key === "r") {
        await expect(page.locator('[name="reasonCode"]')).toBeFocused();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
      }
      await expect(page.locator(`[name="${{ a: "reason", i: "question", r: "message" }[key]}"]`)).toBeFocused();
      // The letters of the text are keys of the queue too, and do nothing here.
      await page.keyboard.type(text);
      await page.keyboard.press("Control+Enter");
      await expect(rows).toHaveCount(10 - i);
      await expect(page.getByText(text).first()).toBeVisible();
      const toast = { a: "Approved", i: "Question sent", r: "Request declined" }[key];
      await expect(page.getByRole("alert").filter({ hasText: toast }).first()).toBeVisible();
    }
  });

  await test.step("the second decider is told by whom and when, and keeps what was typed", async () => {
    await firstRow();
    await page.keyboard.press("o");
    await expect(title).toHaveText(`${clinic}-11`);
    await jun.page.goto(`${new URL(page.url()).pathname}#approve`);
    await expect(jun.page.locator('[name="reason"]')).toBeFocused();
    await jun.page.keyboard.type("I typed this first.");
    await page.keyboard.press("r");
    await expect(page.locator('[name="reasonCode"]')).toBeFocused();
    await page.locator('[name="reasonCode"]').selectOption({ index: 1 });
    await page.locator('[name="message"]').fill("Not in your area.");
    await page.locator('[name="message"]').press("Control+Enter");
    await expect(page.getByText("Not in your area.").first()).toBeVisible();
    await expect(jun.page.getByText("Maren Oduya declined this request before you")).toBeVisible();
    await expect(jun.page.locator('[name="reason"]')).toHaveValue("I typed this first.");
    await expect(jun.page.locator('button[value="approve"]')).toBeHidden();
    await looksRight(jun.page);
  });

  await test.step("a request that gets too old leads the queue in red, is mailed and stands on the program page", async () => {
    await jun.page.goto(`/approvals?q=${encodeURIComponent(late)}`);
    const row = jun.page.getByRole("row", { name: late });
    await expect(row).not.toContainText("over");
    await makeOld(late);
    // The clock's sweep tells open pages.
    await expect(row).toContainText(/ h \d\d min over/);
    await expect(row.locator('[data-tone="stop"]').first()).toBeVisible();
    await jun.page.goto("/program");
    await expect(jun.page.getByRole("row", { name: `${late} was not answered in time` })).toContainText("High");
    await jun.page.goto("/dev/mail");
    await expect(jun.page.getByText(`Overdue: ${late}`).first()).toBeVisible();
    await jun.page.goto(`/approvals/req_keys${retry}11#reject`);
    await jun.page.locator('[name="reasonCode"]').selectOption({ index: 1 });
    await jun.page.locator('[name="message"]').fill("We are sorry for the wait.");
    await jun.page.locator('[name="message"]').press("Control+Enter");
    await expect(jun.page.getByText("We are sorry for the wait.").first()).toBeVisible();
    await jun.page.goto("/program");
    await expect(jun.page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(jun.page.getByText(`${late} was not answered in time`)).toHaveCount(0);
  });
  expect([...maren.complaints, ...jun.complaints]).toEqual([]);
});
