import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { database } from "~/db/client";
import { signOffs } from "~/db/schema/connections";
import { mails } from "~/db/schema/operations";
import { createMailer } from "~/emails/transport";
import { seedDemo } from "~/server/demo/seed";
import { attachmentsOf } from "~/server/mail-attachments";
import { useDatabase } from "../support/database";
import { readyConnection } from "../support/tested-connection";

useDatabase();
const taken: Buffer[] = [];
let smtp: SMTPServer;
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        taken.push(Buffer.concat(parts));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void smtp.listen(0, "127.0.0.1", () => resolve()));
});
afterAll(() => new Promise<void>((resolve) => void smtp.close(() => resolve())));

test("the receipt of a signature comes with its mail as PDF, and no other mail carries a file", async () => {
  const { id } = await readyConnection();
  const [signed] = await database().select().from(signOffs).where(eq(signOffs.connectionId, id));
  const mailer = createMailer({
    labName: "Cedarline",
    publicUrl: "https://gatehouse.example",
    from: "Gatehouse <g@example.test>",
    smtpUrl: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    attachments: attachmentsOf,
  });
  while ((await mailer.sendDue()) > 0);
  mailer.close();
  const texts = taken.map(String);
  const [receipt = "", ...more] = texts.filter((text) => /^Content-Disposition: attachment/im.test(text));
  expect(more).toEqual([]);
  expect(receipt).toMatch(/^Subject: .*receipt/im);
  expect(receipt).toContain("The receipt is attached");
  expect(receipt).toMatch(/^Content-Type: application\/pdf/im);
  expect(receipt).toMatch(new RegExp(`filename="?Signature-${signed?.id}\\.pdf`));
  const [, content = ""] = /filename=[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(receipt) ?? [];
  expect(Buffer.from(content, "base64").subarray(0, 5).toString()).toBe("%PDF-");
  const rows = await database().select().from(mails).where(eq(mails.state, "sent"));
  expect(rows.length).toBe(taken.length);
});

test("a receipt of nothing has no file", async () => {
  expect(await attachmentsOf("signature.receipt sgn_nowhere")).toEqual([]);
});
