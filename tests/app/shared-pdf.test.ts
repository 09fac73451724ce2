import { beforeAll, expect, test } from "vitest";
import type { Args } from "~/app/server/context.server";
import { downloadSharedPdf } from "~/app/server/specification-pdf.server";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { createShareLink, revokeShareLink } from "~/workflows/connection/share-links";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";

useDatabase();
let engineer: Awaited<ReturnType<typeof demoActor>>;
let id = "";
const link = async () => {
  const made = await createShareLink(engineer, id, { label: "Vendor", days: 30 });
  if (made.kind !== "done") throw new Error(made.kind);
  return made;
};
/** The answer's status, and the PDF where there is one. */
async function open(token: string) {
  const args = { params: { token }, context: { clientAddress: "192.0.2.7" }, request: new Request("http://x/") };
  const answer = await downloadSharedPdf(args as unknown as Args).catch((refused: unknown) => refused as Response);
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
  id = await approvedConnection();
});

test("an open share link gives the specification as a PDF, and nobody keeps a copy on the way", async () => {
  const { status, headers, bytes } = await open((await link()).token);
  expect(status).toBe(200);
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  expect(headers.get("Content-Type")).toBe("application/pdf");
  expect(headers.get("Content-Disposition")).toBe(
    'attachment; filename="Interface-specification-Larkspur-Family-Medicine-v1.pdf"',
  );
  expect(headers.get("Cache-Control")).toBe("no-store");
});

test("a link that is revoked, expired or unknown gives none", async () => {
  const [revoked, expired] = [await link(), await link()];
  await revokeShareLink(engineer, id, revoked.id);
  await withTransaction((tx) =>
    tx.db.execute(`update share_links set expires_at = now() - interval '1 second' where id = '${expired.id}'`),
  );
  for (const token of [revoked.token, expired.token, "nothing"]) expect((await open(token)).status).toBe(404);
});
