import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { connections, signOffs, testRuns } from "~/db/schema/connections";
import { practices, users } from "~/db/schema/people";
import { getLab, type Lab } from "~/workflows/lab";
import { recordPdf } from "./printed-record.server";

/** A moment in the lab's zone, the zone named, to the second. */
export const labTime = (at: Date, lab: Lab): string =>
  new Intl.DateTimeFormat("en-US", {
    dateStyle: "medium",
    timeStyle: "long",
    timeZone: lab.calendar.timeZone,
  }).format(at);

/** The receipt of a signature as PDF: what was signed, word for word, and by whom; undefined when there is no such one. */
export async function receiptPdf(signOffId: string): Promise<Buffer | undefined> {
  const [[signed], lab] = await Promise.all([
    database()
      .select({
        signOff: signOffs,
        run: testRuns.number,
        account: users.email,
        emrName: connections.emrName,
        practice: practices.name,
      })
      .from(signOffs)
      .innerJoin(testRuns, eq(testRuns.id, signOffs.runId))
      .innerJoin(users, eq(users.id, signOffs.userId))
      .innerJoin(connections, eq(connections.id, signOffs.connectionId))
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .where(eq(signOffs.id, signOffId)),
    getLab(),
  ]);
  if (!signed) return undefined;
  const { signOff, run, account, emrName, practice } = signed;
  return recordPdf({
    title: "Receipt of a signature",
    subtitle: `${practice}, ${emrName}`,
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
}
