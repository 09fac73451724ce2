import { desc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { connections, signOffs, testRuns } from "~/db/schema/connections";
import { practices, users } from "~/db/schema/people";
import { getLab, type Lab } from "~/workflows/lab";
import { type Args, param } from "./context.server";
import { recordFile, recordPdf } from "./printed-record.server";
import { requireActor, requireSubject } from "./session.server";

/** A moment in the lab's zone, the zone named, to the second. */
export const labTime = (at: Date, lab: Lab): string =>
  new Intl.DateTimeFormat("en-US", {
    dateStyle: "medium",
    timeStyle: "long",
    timeZone: lab.calendar.timeZone,
  }).format(at);

/** The receipt of a connection's newest signature, for the practice: what was signed, word for word, and by whom. */
export async function downloadReceipt(args: Args): Promise<Response> {
  const actor = await requireActor(args, "portal.view");
  const id = param(args, "id");
  const [found] = await database()
    .select({ connection: connections, practice: practices.name })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(eq(connections.id, id));
  const row = requireSubject(actor, "connection.view", found?.connection);
  const [[signed], lab] = await Promise.all([
    database()
      .select({ signOff: signOffs, run: testRuns.number, account: users.email })
      .from(signOffs)
      .innerJoin(testRuns, eq(testRuns.id, signOffs.runId))
      .innerJoin(users, eq(users.id, signOffs.userId))
      .where(eq(signOffs.connectionId, id))
      .orderBy(desc(signOffs.at))
      .limit(1),
    getLab(),
  ]);
  if (!signed) throw new Response(null, { status: 404 });
  const { signOff, run, account } = signed;
  const bytes = await recordPdf({
    title: "Receipt of a signature",
    subtitle: `${found?.practice ?? ""}, ${row.emrName}`,
    lab: lab.name,
    foot: `Document ${signOff.summarySha256}`,
    parts: [
      { kind: "lines", title: "What was signed", lines: signOff.summary },
      {
        kind: "facts",
        title: "The signature",
        facts: [
          ["Signed by", signOff.typedName],
          ["Account", account],
          ["At", labTime(signOff.at, lab)],
          ["Network address", signOff.address],
          ["Session", signOff.session ?? "not recorded"],
          ["Test run", String(run)],
          ["Configuration", `Version ${signOff.configurationVersion}`],
          ["SHA-256 of the document", signOff.summarySha256],
          ["Receipt", signOff.id],
        ],
      },
      {
        kind: "lines",
        title: "What it means",
        lines: [
          "The signature counts for exactly the words above. When the test or the configuration they speak of changes, it no longer counts and the practice is asked again.",
        ],
      },
    ],
  });
  return recordFile(bytes, `Signature-${id}.pdf`, "application/pdf");
}
