import { expect, test } from "@playwright/test";
import ssh2, { type SFTPWrapper } from "ssh2";
import { makeKeyPair } from "../../engine/transports/hosted-sftp";
import { approvedPractice } from "./connected-practice";
import { madeUpOrder } from "./made-up-order";
import { looksRight, signedIn } from "./people";

type Partner = { host: string; port: number; username: string };

/** Signs in as the partner's program does; rejects when it is turned away. */
function signIn(to: Partner, privateKey: string): Promise<{ sftp: SFTPWrapper; end(): void }> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on("error", reject);
    client.on("ready", () =>
      client.sftp((error, sftp) => (error ? reject(error) : resolve({ sftp, end: () => client.end() }))),
    );
    client.connect({ ...to, privateKey });
  });
}

const names = (sftp: SFTPWrapper, folder: string): Promise<string[]> =>
  new Promise((resolve, reject) =>
    sftp.readdir(folder, (error, list) =>
      error ? reject(error) : resolve(list.map((entry) => entry.filename).sort()),
    ),
  );

const leave = (sftp: SFTPWrapper, path: string, text: string): Promise<void> =>
  new Promise((resolve, reject) => sftp.writeFile(path, text, (error) => (error ? reject(error) : resolve())));

test("a practice without a server gets an account on ours: its key, its folders, its order, and who is turned away", async ({
  browser,
}) => {
  const { id, engineer } = await approvedPractice(4);
  const { page, complaints } = await signedIn(browser, "engineer");
  const card = page.getByRole("region", { name: "EMR side" });
  const own = makeKeyPair("ssh-ed25519", "interface engine of the practice");
  const stranger = makeKeyPair("ssh-ed25519", "a stranger");
  const partner: Partner = { host: "", port: 0, username: "" };

  await test.step("the account gets its name, and the check says what is missing", async () => {
    await page.goto(`/connections/${id}/endpoints`);
    await card.getByLabel("Reached by").selectOption("hosted-sftp");
    await card.getByRole("button", { name: "Save settings" }).click();
    await expect(card.getByText("None yet: nobody can sign in.")).toBeVisible();
    await card.getByRole("button", { name: "Check connectivity" }).click();
    await expect(card.getByText(/No key opens the account/).first()).toBeVisible();
    await looksRight(page);
    const told = async (label: string) =>
      (
        (await card
          .locator("dt", { hasText: new RegExp(`^${label}$`) })
          .locator("+ dd")
          .textContent()) ?? ""
      ).trim();
    partner.host = await told("Server");
    partner.port = Number(await told("Port"));
    partner.username = await told("User name");
  });

  await test.step("a private key is not taken, a public one opens the account", async () => {
    await card.getByLabel("Public keys of the partner").fill(own.privateKey);
    await card.getByRole("button", { name: "Add keys" }).click();
    await expect(card.getByText(/This is a private key/)).toBeVisible();
    await expect(card.getByLabel("Public keys of the partner")).toHaveValue("");
    await looksRight(page);
    await card.getByLabel("Public keys of the partner").fill(own.publicKey.line);
    await card.getByRole("button", { name: "Add keys" }).click();
    await expect(card.getByText(own.publicKey.sha256)).toBeVisible();
  });

  await test.step("another key is turned away, its own is let in and sees two folders and nothing else", async () => {
    await expect(signIn(partner, stranger.privateKey)).rejects.toThrow(/authentication/);
    await expect(card.getByText(/with a key we were not given/)).toContainText(stranger.publicKey.sha256);
    const { sftp, end } = await signIn(partner, own.privateKey);
    expect(await names(sftp, "/")).toEqual(["from-lab", "to-lab"]);
    await expect(names(sftp, "/etc")).rejects.toThrow();
    await expect(names(sftp, "../../..")).resolves.toEqual(["from-lab", "to-lab"]);
    await expect(leave(sftp, "/../outside.hl7", "nothing")).rejects.toThrow();
    end();
    await card.getByRole("button", { name: "Check connectivity" }).click();
    await expect(card.getByText("Every step worked")).toBeVisible();
    await looksRight(page);
  });

  await test.step("its order arrives while the test runs", async () => {
    await engineer.post(`/connections/${id}/test-runs`, { intent: "startTest" });
    const { sftp, end } = await signIn(partner, own.privateKey);
    await leave(sftp, "/to-lab/first.hl7", madeUpOrder("FX-HOSTED"));
    end();
    await page.goto(`/connections/${id}/messages`);
    await page
      .getByRole("row", { name: /FX-HOSTED/ })
      .getByRole("link")
      .first()
      .click({ timeout: 60_000 });
    await expect(page.getByText(/our SFTP server/).first()).toBeVisible();
    await expect(page.getByText("Delivered").first()).toBeVisible({ timeout: 60_000 });
    await looksRight(page);
  });

  await test.step("a key that was revoked opens nothing, and the page and the audit trail say who tried", async () => {
    await page.goto(`/connections/${id}/endpoints`);
    await card.getByRole("button", { name: "Revoke key" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke key" }).click();
    await expect(card.getByText("None yet: nobody can sign in.")).toBeVisible();
    await expect(signIn(partner, own.privateKey)).rejects.toThrow(/authentication/);
    const turnedAway = card.locator("dt", { hasText: "Last turned away" }).locator("+ dd");
    await expect(turnedAway).toContainText("with a key that was revoked");
    await expect(turnedAway).toContainText(own.publicKey.sha256);
    await looksRight(page);
    await page.goto("/admin/audit?q=signed+in+to+our+SFTP");
    const refused = page.getByRole("row", { name: /Refused/ });
    await expect(refused.nth(1)).toBeVisible();
    await expect(refused.first()).toContainText("This key opens no account of this name.");
    await looksRight(page);
  });
  expect(complaints).toEqual([]);
});
