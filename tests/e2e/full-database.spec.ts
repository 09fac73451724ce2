import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { looksRight, signedIn } from "./people";

test("while the database has no room a form says so, keeps what was typed, and can be sent again", async ({ browser }, {
  retry,
}) => {
  const network = `10.${77 + retry}.0.0/16`;
  const folder = process.env.GATEHOUSE_E2E_FOLDER ?? "";
  const direct = postgres(readFileSync(join(folder, "database-url"), "utf8").trim(), {
    max: 1,
    onnotice: () => undefined,
  });
  await direct.unsafe(`
    create function no_room() returns trigger language plpgsql as $$ begin raise exception 'full' using errcode = '53100'; end $$;
    create trigger no_room before update on settings for each row when (new.value like '%${network}%')
      execute function no_room();`);
  try {
    const { page } = await signedIn(browser, "admin");
    await page.goto("/admin/network");
    await page.locator('[name="network"]').fill(network);
    await page.locator('[name="reason"]').fill("The archive of the north wing.");
    const sent = async (button: string) => {
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("button", { name: button }).click();
      const response = await answered;
      expect([response.status(), response.headers()["retry-after"]]).toEqual([503, "5"]);
      await expect(page.getByText("What you typed is kept here")).toBeVisible();
    };
    await sent("Allow");
    await looksRight(page);
    await sent("Send it again");
    await direct.unsafe("drop trigger no_room on settings");
    await page.getByRole("button", { name: "Send it again" }).click();
    await expect(page.getByText("The archive of the north wing.")).toBeVisible();
  } finally {
    await direct.unsafe("drop function no_room cascade");
    await direct.end();
  }
});
