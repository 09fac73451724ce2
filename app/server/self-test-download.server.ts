import type { Fault } from "~/app/components/pages/MessageFault";
import type { Args } from "./context.server";
import { recordFile, recordPdf } from "./printed-record.server";
import { labTime } from "./receipt-document.server";
import { findOwnRun } from "./self-test.server";
import { endWords, outcomeWords } from "./self-test-words.server";

const stateWords = { waiting: "Not seen", passed: "Passed", failed: "Failed" } as const;
const runWords = { waiting: "Under way", passed: "Passed", failed: "Failed", cancelled: "Cancelled" } as const;

/** A test of the practice as a PDF to hand on, such as to the vendor of its EMR. No patient data is in it. */
export async function downloadSelfTest(args: Args): Promise<Response> {
  const { row, run, by, before, scenarios, lab, others } = await findOwnRun(args);
  const faults = [...scenarios.flatMap((one) => one.faults), ...others].filter((fault) => !fault.meant);
  const bytes = await recordPdf({
    title: `Test ${run.number}`,
    subtitle: row.emrName,
    lab: lab.name,
    foot: `Test ${run.number} of ${row.emrName}, ${labTime(run.startedAt, lab)}`,
    parts: [
      {
        kind: "facts",
        title: "The test",
        facts: [
          ["Outcome", `${runWords[run.state]}. ${outcomeWords(run, lab.shortName)}`],
          ["At the ends", endWords(run.farEnds, lab.shortName)],
          ...(run.labStandIn
            ? [["Not part of it", `The way to ${lab.shortName}’s own system`] as [string, string]]
            : []),
          ["Started", `${labTime(run.startedAt, lab)}, by ${by}`],
          ["Ended", run.finishedAt ? labTime(run.finishedAt, lab) : ""],
          ["Test before", before ? `Test ${before.number}, ${runWords[before.state].toLowerCase()}` : "None"],
        ],
      },
      {
        kind: "table",
        title: "What was tried",
        columns: [
          { title: "What", width: 116 },
          { title: "Outcome", width: 60 },
          { title: "Expected", width: 170 },
          { title: "Seen", width: 170 },
        ],
        rows: scenarios.flatMap((one) =>
          one.checks.map((check, i) => [
            i === 0 ? one.title : "",
            i === 0 ? stateWords[one.state] : "",
            check.text,
            check.seen,
          ]),
        ),
      },
      ...(faults.length === 0
        ? []
        : [
            {
              kind: "table" as const,
              title: "Messages at fault",
              columns: [
                { title: "Message", width: 116 },
                { title: "What is wrong", width: 150 },
                { title: "Field", width: 130 },
                { title: "What to do", width: 120 },
              ],
              rows: faults.map((fault) => faultRow(fault, lab.shortName)),
            },
          ]),
    ],
  });
  return recordFile(bytes, `Test-${row.id}-${run.number}.pdf`, "application/pdf");
}

const faultRow = ({ title, problem, field, turn, next }: Fault, lab: string): string[] => [
  title,
  problem,
  field ? `${field.name}, ${field.place}. ${field.expected.join(" ")}` : "",
  `${turn === "lab" ? `${lab}’s turn.` : "Your turn."} ${next}`,
];
