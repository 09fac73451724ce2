import { data } from "@remix-run/node";
import { and, eq, inArray } from "drizzle-orm";
import type { CodeCheckResult } from "~/app/components/pages/CodeCheckPage";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { panels, tests } from "~/db/schema/compendium";
import { configurationVersions, connections } from "~/db/schema/connections";
import { type CheckedCode, checkCodes, type KnownCode } from "~/workflows/connection/code-check";
import { getLab } from "~/workflows/lab";
import { readSpreadsheet } from "~/workflows/spreadsheet/read";
import { csvOf } from "~/workflows/spreadsheet/write";
import type { Args } from "./context.server";
import { invalid } from "./respond.server";
import { requireActor } from "./session.server";
import { fileOf } from "./upload.server";

export async function loadCodeCheck(args: Args) {
  await requireActor(args, "portal.view");
  return { labName: (await getLab()).shortName };
}

/** Checks a practice's own list of codes. The list is not kept. */
export async function runCodeCheck(args: Args) {
  const actor = await requireActor(args, "portal.view");
  const bytes = await fileOf(await args.request.formData(), "list");
  if (!bytes) return invalid({ list: "Choose a file first." });
  const read = await readSpreadsheet(bytes);
  if (read.kind === "unreadable") return invalid({ list: read.reason });
  const { maps, known } = await loadKnown(actor.practiceId ?? "");
  const check = checkCodes(read.sheet, maps, known);
  if (check.kind === "wrong") return invalid({ list: check.problems[0]?.message ?? "This list cannot be read." });
  return data({ errors: {}, check: resultOf(check.codes) });
}

async function loadKnown(practiceId: string) {
  const db = database();
  const [rows, testRows, panelRows] = await Promise.all([
    db
      .select({
        codeMap: configurationVersions.codeMap,
        offeredTests: connections.offeredTests,
        offeredPanels: connections.offeredPanels,
      })
      .from(connections)
      .innerJoin(configurationVersions, inForce)
      .where(
        and(
          eq(connections.practiceId, practiceId),
          inArray(connections.state, ["provisioning", "testing", "ready", "live", "paused"]),
        ),
      ),
    db.select({ code: tests.code, name: tests.name, loinc: tests.loinc, status: tests.status }).from(tests),
    db.select({ code: panels.code, name: panels.name, status: panels.status }).from(panels),
  ]);
  const offered = new Set(rows.flatMap((row) => [...row.offeredTests, ...row.offeredPanels]));
  const known: KnownCode[] = [...testRows, ...panelRows.map((panel) => ({ ...panel, loinc: null }))].map((one) => ({
    ...one,
    offered: offered.has(one.code),
  }));
  return { maps: rows.flatMap((row) => row.codeMap), known };
}

const order: CheckedCode["verdict"][] = ["unknown", "discontinued", "not-mapped", "ready"];

function resultOf(codes: CheckedCode[]): CodeCheckResult {
  const sorted = [...codes].sort(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || (b.count ?? 0) - (a.count ?? 0) || a.line - b.line,
  );
  const lines = sorted.map((one) => [
    one.code,
    one.name,
    one.count ?? "",
    one.verdict,
    one.labCode ?? "",
    one.labName ?? "",
  ]);
  return {
    total: codes.length,
    counts: Object.fromEntries(
      order.map((verdict) => [verdict, codes.filter((one) => one.verdict === verdict).length]),
    ) as CodeCheckResult["counts"],
    codes: sorted.slice(0, 500),
    csv: csvOf([["code", "name", "count", "verdict", "lab_code", "lab_name"], ...lines]),
  };
}
