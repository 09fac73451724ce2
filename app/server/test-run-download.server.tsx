/** A test run to take away: as data, and as a document for people. No patient data is in either. */
import { Document, renderToBuffer, StyleSheet, Text, View } from "@react-pdf/renderer";
import { drillWords } from "~/workflows/connection/scenarios/expectations";
import { getLab } from "~/workflows/lab";
import type { Args } from "./context.server";
import { type Block, colors, heading, pages, table } from "./pdf-blocks.server";
import { printable } from "./printable.server";
import { savedAs } from "./saved-as.server";
import { farEndWords, findRun, scenarioViews } from "./test-runs.server";

type FoundRun = Awaited<ReturnType<typeof findRun>>;

/** Everything a run was made with and what it showed. Messages are named by id; what is in them stays here. */
export function runRecord(found: FoundRun) {
  const { row, practice, run, by, before, proofs } = found;
  return {
    connection: { id: row.id, practice, emr: row.emrName, mode: row.mode },
    run: {
      id: run.id,
      number: run.number,
      state: run.state,
      outcome: run.outcome,
      configurationVersion: run.configurationVersion,
      farEnds: run.farEnds,
      startedBy: by,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      summary: run.summary,
    },
    heldAgainst: before ? { number: before.number, state: before.state } : null,
    scenarios: scenarioViews(found).map(({ key, title, required, state, since, checks, messages, before: then }) => ({
      key,
      title,
      required,
      state,
      firstSeenAt: since,
      before: then ?? null,
      checks,
      messages: messages.map(({ id, stopped, hops }) => ({ id, stopped, hops })),
    })),
    drill: run.drillSteps,
    evidence: proofs,
  };
}

export async function downloadRunJson(args: Args): Promise<Response> {
  const found = await findRun(args);
  const body = `${JSON.stringify(runRecord(found), null, 2)}\n`;
  return new Response(body, { headers: headersOf(found, "json", "application/json") });
}

export async function downloadRunPdf(args: Args): Promise<Response> {
  const found = await findRun(args);
  const lab = await getLab();
  const at = (time: Date | string | null) =>
    time
      ? new Date(time).toLocaleString("en-US", {
          dateStyle: "medium",
          timeStyle: "long",
          timeZone: lab.calendar.timeZone,
        })
      : "";
  const bytes = await renderToBuffer(
    <Document title={printable(titleOf(found))} author={printable(lab.name)}>
      {pages(blocksOf(found, at), <Frame title={printable(`${titleOf(found)}, ${lab.shortName}`)} />)}
    </Document>,
  );
  return new Response(new Uint8Array(bytes), { headers: headersOf(found, "pdf", "application/pdf") });
}

const titleOf = ({ run, practice }: FoundRun) => `Test run ${run.number}, ${practice}`;

const headersOf = ({ run, row }: FoundRun, ending: string, type: string) => ({
  "Content-Type": type,
  "Content-Disposition": savedAs(`Test-run-${row.id}-${run.number}.${ending}`),
  "Cache-Control": "private, no-store",
});

const facts = [
  { title: "", width: 120, look: "label" as const },
  { title: "", width: 390 },
];

function blocksOf(found: FoundRun, at: (time: Date | string | null) => string): Block[] {
  const { row, run, by, before, proofs } = found;
  const print = (rows: (string | undefined | null)[][]) =>
    rows.map((cells) => cells.map((cell) => printable(cell ?? "")));
  const scenarios = scenarioViews(found);
  return [
    heading("The run"),
    ...table(
      "",
      facts,
      print([
        ["Outcome", `${run.state}: ${run.outcome ?? "under way"}`],
        ["EMR system", `${row.emrName}, ${row.mode}`],
        ["Configuration", `Version ${run.configurationVersion}`],
        ["At the ends", farEndWords(run.farEnds)],
        ["Started", `${at(run.startedAt)}, ${by}`],
        ["Ended", at(run.finishedAt)],
        ["Held against", before ? `Run ${before.number} (${before.state})` : "It is the first run"],
      ]),
    ),
    heading("Scenarios"),
    ...table(
      "",
      [
        { title: "Scenario", width: 120 },
        { title: "State", width: 60 },
        { title: "Expected", width: 170 },
        { title: "Seen", width: 160 },
      ],
      print(
        scenarios.flatMap((one) =>
          (one.checks.length > 0 ? one.checks : [{ text: "", seen: "" }]).map((check, i) => [
            i === 0 ? `${one.title}${one.required ? "" : " (optional)"}` : "",
            i === 0 ? one.state : "",
            check.text,
            check.seen,
          ]),
        ),
      ),
    ),
    heading("The drill"),
    ...table(
      "",
      [
        { title: "The far end fails by", width: 160 },
        { title: "Seen", width: 350 },
      ],
      print(run.drillSteps.map(({ way, seen }) => [drillWords[way], seen ? at(seen.at) : "did not happen"])),
    ),
    heading("Evidence"),
    ...table(
      "",
      [
        { title: "Item", width: 80 },
        { title: "", width: 40 },
        { title: "What was seen", width: 200 },
        { title: "SHA-256 of the record", width: 190, look: "mono" },
      ],
      print(
        proofs.map(({ item, ok, reason, sha256 }) => [
          item,
          ok ? "good" : "bad",
          reason,
          (sha256 ?? "").replace(/(.{32})/g, "$1 ").trim(),
        ]),
      ),
    ),
  ];
}

const styles = StyleSheet.create({
  frame: {
    position: "absolute",
    top: 28,
    left: 48,
    right: 48,
    flexDirection: "row",
    justifyContent: "space-between",
    fontSize: 9,
    color: colors.dim,
  },
});

function Frame({ title }: { title: string }) {
  return (
    <View fixed style={styles.frame}>
      <Text>{title}</Text>
      <Text render={({ pageNumber, totalPages }) => `${pageNumber} of ${totalPages}`} />
    </View>
  );
}
