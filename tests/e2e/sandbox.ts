import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";

/** The demo's simulators, driven from outside as their own control page would. */
const folder = () => process.env.GATEHOUSE_E2E_FOLDER ?? "";

async function control<T>(path: string, body?: unknown): Promise<T> {
  const { controlPort, token } = JSON.parse(readFileSync(join(folder(), "sandbox.json"), "utf8"));
  const answer = await fetch(`http://127.0.0.1:${controlPort}${path}`, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
  return (await answer.json()) as T;
}

/** The id of a connection that is live and talks to the sandbox EMR, once there is one. */
export async function liveConnection(page: Page): Promise<string> {
  let found = "";
  await expect
    .poll(
      async () => {
        for (const account of await control<string[]>("/emr/accounts")) {
          const id = account.replace("emr-", "con_");
          await page.goto(`/connections/${id}`);
          // Only what is live can be paused; others are still on their way through the gate.
          if ((await page.getByRole("button", { name: "Pause" }).count()) > 0) found ||= id;
        }
        return found;
      },
      { timeout: 120_000 },
    )
    .not.toBe("");
  return found;
}

/** An order in the connection's sandbox EMR. */
export const placeOrder = (connection: string, code: string): Promise<unknown> =>
  control(`/emr/accounts/${connection.replace("con_", "emr-")}/orders`, { tests: [{ code, text: "Ordered test" }] });

/** Puts a file where the lab's system leaves its results. */
export function leaveResult(name: string, text: string): void {
  const results = join(folder(), "sandbox", "lis", "accounts", "gatehouse", "results");
  writeFileSync(join(results, `.${name}.part`), text);
  renameSync(join(results, `.${name}.part`), join(results, name));
}
